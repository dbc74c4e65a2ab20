// Package mountconfig has the options of RebillyInstruments.mount(): what the data source rebilly_purchase_config and the function
// mount_config have in common. schema.go and validate.go validate a configuration, and options.go converts it to the options.
package mountconfig
