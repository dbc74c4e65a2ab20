package rebilly

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// outdatedReads is how often an object is read again, within Config.MaxRetries, if a response is older than what is known of it.
	outdatedReads = 4
	// maxLag is how long a response that is older than what is known of an object is not accepted. After that, the object
	// itself is older, for example because a backup was restored.
	maxLag = 10 * time.Minute
	// hashLifetime is how long a response is compared with the response to a write.
	hashLifetime = time.Minute
)

// Version is what is known of the most recent state of an object, so that a response of a replica that lags behind is noticed.
type Version struct {
	// Revision and UpdatedTime are those of the object; 0 and "" if it has none.
	Revision    int64  `json:"revision,omitempty"`
	UpdatedTime string `json:"updated_time,omitempty"`
	// Hash is that of the response to a write, without read-only and write-only fields, "" for a read.
	Hash string `json:"hash,omitempty"`
	// Received is the Unix time of the response.
	Received int64 `json:"received,omitempty"`
}

// isOlder reports whether a version precedes a different one. A revision that is lower at a later time is that of an object
// which was deleted and created again.
func (v Version) isOlder(than Version) bool {
	byRevision, byTime := 0, 0
	if v.Revision > 0 && than.Revision > 0 {
		byRevision = cmp.Compare(v.Revision, than.Revision)
	}
	updated, err := time.Parse(time.RFC3339, v.UpdatedTime)
	updatedThan, errThan := time.Parse(time.RFC3339, than.UpdatedTime)
	if err == nil && errThan == nil {
		byTime = updated.Compare(updatedThan)
	}
	return min(byRevision, byTime) < 0 && max(byRevision, byTime) <= 0
}

// isOutdated reports whether a response with this version does not reflect the known one.
func (v Version) isOutdated(known Version, now time.Time) bool {
	return now.Sub(time.Unix(known.Received, 0)) < maxLag && v.isOlder(known)
}

// isRecentWrite reports whether a version is that of the response to a write, with which responses are compared.
func (v Version) isRecentWrite(now time.Time) bool {
	return v.Hash != "" && now.Sub(time.Unix(v.Received, 0)) < hashLifetime
}

// versionRegistry has the versions of objects by their paths.
type versionRegistry struct {
	mu sync.Mutex
	// known are the versions that responses must not precede, and last those of the most recent responses.
	known, last map[string]Version
}

func newVersionRegistry() *versionRegistry {
	return &versionRegistry{known: map[string]Version{}, last: map[string]Version{}}
}

func (r *versionRegistry) knownOf(path string) Version {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[path]
}

// expect records a version that responses must not precede.
func (r *versionRegistry) expect(path string, known Version) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if before, exists := r.known[path]; !exists || !known.isOlder(before) {
		r.known[path] = known
	}
}

// record records the version of a response.
func (r *versionRegistry) record(path string, version Version) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last[path] = version
}

func (r *versionRegistry) lastOf(path string) Version {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last[path]
}

// ExpectVersion records the version of an object from an earlier process: responses that are older are not accepted.
func (c Collection[T]) ExpectVersion(id string, known Version) {
	if known != (Version{}) {
		c, id = c.at(id)
		c.client.versions.expect(c.versionKey(id), known)
	}
}

// LastVersion returns the version of the most recent response for an object in this process, the zero value if there is none.
func (c Collection[T]) LastVersion(id string) Version {
	c, id = c.at(id)
	return c.client.versions.lastOf(c.versionKey(id))
}

func (c Collection[T]) versionKey(id string) string { return c.Path + "/" + c.cacheKey(id) }

// version returns the version of a response, without the hash.
func (c Collection[T]) version(content []byte) Version {
	var fields map[string]json.RawMessage
	if decode(content, &fields) != nil {
		return Version{}
	}
	version := Version{Received: time.Now().Unix()}
	for _, counter := range []string{"version", "revision"} {
		if number, err := strconv.ParseInt(string(fields[counter]), 10, 64); err == nil {
			version.Revision = number
		}
	}
	_ = json.Unmarshal(fields["updatedTime"], &version.UpdatedTime)
	return version
}

// hash returns a hash of a response without the fields that Rebilly sets, and without secrets.
func (c Collection[T]) hash(content []byte) string {
	var fields map[string]any
	if decode(content, &fields) != nil {
		return ""
	}
	for _, names := range [][]string{c.ReadOnly, c.WriteOnly, {"id", "revision", "updatedTime", "_links", "_embedded"}} {
		for _, name := range names {
			deletePath(fields, strings.Split(name, "."))
		}
	}
	encoded, err := json.Marshal(fields)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(encoded)
	return base64.RawStdEncoding.EncodeToString(sum[:12])
}

// contradicts reports whether a response with a version differs from that to a recent write which is not older.
func (c Collection[T]) contradicts(content []byte, version, known Version) bool {
	return known.isRecentWrite(time.Now()) && !known.isOlder(version) && c.hash(content) != known.Hash
}

// recordWrite records the version in the response to a write.
func (c Collection[T]) recordWrite(id string, content []byte) {
	version := c.version(content)
	version.Hash = c.hash(content)
	c.client.versions.expect(c.versionKey(id), version)
	c.client.versions.record(c.versionKey(id), version)
}

// getCurrent reads an object, again if the response is older than what is known of the object. A response that contradicts a
// write, and is not known to be older, is repeated once.
func (c Collection[T]) getCurrent(ctx context.Context, id string, read func() (rawObject[T], error)) (rawObject[T], error) {
	known := c.client.versions.knownOf(c.versionKey(id))
	repetitions := min(outdatedReads, c.client.config.MaxRetries)
	for attempt := 0; ; attempt++ {
		object, err := read()
		if err != nil {
			return object, err
		}
		version := c.version(object.content)
		outdated := version.isOutdated(known, time.Now())
		if !outdated && (attempt > 0 || repetitions == 0 || !c.contradicts(object.content, version, known)) {
			c.client.versions.record(c.versionKey(id), version)
			return object, nil
		}
		if attempt == repetitions || !pauseFor(ctx, initialBackoff<<attempt) {
			if !outdated {
				return object, nil
			}
			return rawObject[T]{}, c.outdatedError(id)
		}
	}
}

// isOutdated reports whether a listed object precedes what is known of it, or contradicts a write.
func (c Collection[T]) isOutdated(id string, content []byte) bool {
	known := c.client.versions.knownOf(c.versionKey(id))
	if known == (Version{}) {
		return false
	}
	version := c.version(content)
	return version.isOutdated(known, time.Now()) || c.contradicts(content, version, known)
}

// errOutdated is the reason of an error for responses that are older than what is known of an object.
var errOutdated = errors.New("the response is older than an earlier one, although it was requested several times. " +
	"Nothing was changed. Try again in a few minutes")

// IsOutdated reports whether an object could not be read because all responses were older than what is known of it.
func IsOutdated(err error) bool { return errors.Is(err, errOutdated) }

func (c Collection[T]) outdatedError(id string) error {
	return &Error{Method: "GET", Path: c.client.target(c.segments(id)), Status: 200, Err: errOutdated}
}

// pauseFor waits, and reports whether ctx is still valid.
func pauseFor(ctx context.Context, wait time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(wait):
		return true
	}
}
