package rebilly

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
)

// segmentPattern has the characters of all ids and natural keys in Rebilly's API definition.
var segmentPattern = regexp.MustCompile(`^[@~\-.\w\s+]+$`)

// checkSegments returns an error if the path of a request is not the one that its segments name. A server or a proxy may normalize
// a path, decode it twice, or ignore an empty segment: a segment such as ".." would then select a different object.
func (c *Client) checkSegments(segments []string) error {
	if err := checkSegment(c.config.OrganizationID); err != nil {
		return err
	}
	for i, segment := range segments {
		if i == 1 && segments[0] == authenticationTokens {
			// Rebilly has just returned it, and its definition has no pattern for it.
			continue
		}
		if err := checkSegment(segment); err != nil {
			return err
		}
	}
	return nil
}

// checkSegment returns an error if an id must not be in a path.
func checkSegment(id string) error {
	if id == "." || id == ".." || !segmentPattern.MatchString(id) {
		return fmt.Errorf("%q is not a valid id, so no request was sent: an id has letters, digits, spaces and the characters @ ~ - . _ +, "+
			"and is not . or .. (check the configuration, the import or the state)", id)
	}
	return nil
}

// withoutOrganization are the collections that are not below an organization.
var withoutOrganization = []string{"payment-methods"}

// target returns the path of a request. Its segments must have been checked.
func (c *Client) target(segments []string) string {
	target := "/organizations/" + url.PathEscape(c.config.OrganizationID)
	if slices.Contains(withoutOrganization, segments[0]) {
		target = ""
	}
	for _, segment := range segments {
		target += "/" + url.PathEscape(segment)
	}
	return target
}
