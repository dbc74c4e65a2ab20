package contract

// FromEnvironment is Load, until its callers are renamed.
var FromEnvironment = Load

// Hold is ValidateTraffic, until its callers are renamed.
var Hold = ValidateTraffic

// Variable is unused, until its callers are renamed.
const Variable = ""
