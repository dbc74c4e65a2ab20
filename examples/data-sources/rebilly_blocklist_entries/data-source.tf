# The entries that Rebilly's risk score rules have added.
data "rebilly_blocklist_entries" "automatic" {
  filter = "source:risk-score-rules"
}

output "automatic_entries" {
  value = length(data.rebilly_blocklist_entries.automatic.blocklist_entries)
}
