package server

// Wrap returns the provider's server around one of the framework.
var Wrap = wrap
