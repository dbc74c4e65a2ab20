package names

import "strings"

// Operation returns the id of the operation for a request. The path is below the organization: tags/vip. It returns "" for a
// path that the API definition does not have.
func Operation(method, path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	found, parent := find(segments), find(segments[:len(segments)-1])
	switch {
	case method == "GET" && found.List != "":
		return found.List
	case method == "POST" && found.Post != "":
		return found.Post
	case found.isNamed || parent.of(method) == "":
		return found.of(method)
	}
	return parent.of(method)
}

// match is a collection whose path has the form of a request's path.
type match struct {
	Collection

	// literals is the number of segments that are not parameters; isNamed reports whether the last one is none.
	literals int
	isNamed  bool
}

// find returns the collection with a path. A parameter of a path matches every segment, unless a different path has the segment.
func find(segments []string) (best match) {
	best.literals = -1
	for path, collection := range Collections {
		names := strings.Split(path, "/")
		found := match{Collection: collection}
		matches := len(names) == len(segments)
		for i := 0; matches && i < len(names); i++ {
			isParameter := strings.HasPrefix(names[i], "{")
			found.isNamed = !isParameter && names[i] == segments[i]
			matches = isParameter || found.isNamed
			if found.isNamed {
				found.literals++
			}
		}
		if matches && found.literals > best.literals {
			best = found
		}
	}
	return best
}

func (c Collection) of(method string) string {
	return map[string]string{"GET": c.Get, "POST": c.Post, "PUT": c.Put, "PATCH": c.Patch, "DELETE": c.Delete}[method]
}
