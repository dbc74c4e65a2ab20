package emulator

// Written returns the collections that clients can write.
func Written() []string {
	var names []string
	for name, c := range New(Options{}).collections {
		if !c.seeded {
			names = append(names, name)
		}
	}
	return names
}
