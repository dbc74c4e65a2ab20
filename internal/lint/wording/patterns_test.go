package wording_test

import "regexp"

// pattern is a wording that the project does not use. A match is allowed if the group named "allowed" is not empty.
type pattern struct {
	expression *regexp.Regexp
	advice     string
}

// machine is the subject of a sentence in which a verb of speech is wrong.
const machine = `\b(?:Rebilly|Terraform|OpenTofu|Core|` +
	`(?:the|a|an|its|every|each|this) ` +
	`(?:provider|API|server|service|emulator|CLI|client|framework|definition|response|plan|apply|read|request|state))` +
	`(?: itself)?(?: (?:does|do|did|may|might|can|could|must|will|would)(?: not)?)?(?: (?:never|no longer|then|also|still|only))? `

// patterns apply to comments, to texts in the code, and to documentation.
var patterns = []pattern{
	match(`\btells? of\b`, `write "reports whether", or the plain verb: returns, describes, warns`),
	match(`\bsays? of\b`, `write "reports whether", or the plain verb: returns, describes, warns`),
	match(`\btells? (?:whether|that|if)\b`, `write "reports whether"`),
	match(`\bsays? (?:whether|that)\b`, `write "reports whether", or the plain verb: returns, states, warns`),
	match(`(?P<allowed>\b(?:search|template|rule|rules|browser|rendering|JavaScript|storage) )?\bengines?\b`,
		`write "the CLI", "Terraform" or "Terraform or OpenTofu"`),
	match(`\b(?:has|have|having) to\b`, `write "must", or "need not" for "does not have to"`),
	match(`\bat once\b`, `write "immediately", or "at the same time"`),
	match(`\b(?:lets?|letting) go\b`, `write "releases" or "removes"`),
	match(`\bas good as\b`, `write what it is, such as "has the same effect as"`),
	match(`\bfor nothing\b`, `write "unnecessarily" or "without effect"`),
	match(`\bhow manieth\b`, `write "position" or "index"`),
	match(machine+`(?:says?|said|tells?|told|asks?|asked|answers?|answered|wants?|wanted)\b`,
		`machines return, respond, report, request, include and require`),
}

// constructorDoc and boolDoc are the advice of the two rules about doc comments.
const (
	constructorDoc = `begin the doc comment of a constructor with "returns"`
	boolDoc        = `describe the bool with "reports whether"`
)

func match(expression, advice string) pattern {
	return pattern{regexp.MustCompile(`(?i)` + expression), advice}
}
