package main

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// connectorsPath is where Cells keeps its connectors.
var connectorsPath = []string{"services", "pydio.web.oauth", "connectors"}

// store is the configuration of Cells: a tree of maps, lists and values.
type store struct {
	root any
}

// newStore is the configuration before the artifacts are put to use.
func newStore(request openRequest) *store {
	configured := &store{}
	if request.Stored != nil {
		configured.set(connectorsPath, request.Stored)
	}
	return configured
}

// set puts a value at a path, and makes what is missing on the way there.
func (s *store) set(path []string, value any) {
	s.root = withValue(s.root, path, value)
}

// withValue does as Cells' common/utils/configx: a number is an index into a list, which grows as needed, everything else a key.
// What Cells does with a list of three and more when it has to grow is not stated here; the artifact sets two entries.
func withValue(node any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if index, err := strconv.ParseUint(path[0], 10, 8); err == nil {
		list, _ := node.([]any)
		for len(list) <= int(index) {
			list = append(list, nil)
		}
		list[index] = withValue(list[index], path[1:], value)
		return list
	}
	keys, ok := node.(map[string]any)
	if !ok {
		keys = map[string]any{}
	}
	keys[path[0]] = withValue(keys[path[0]], path[1:], value)
	return keys
}

// connectors are the objects in the list of connectors.
func (s *store) connectors() ([]json.RawMessage, error) {
	node := s.root
	for _, key := range connectorsPath {
		keys, _ := node.(map[string]any)
		node = keys[key]
	}
	list, ok := node.([]any)
	if !ok {
		return nil, fmt.Errorf("%v is no list of connectors", node)
	}
	objects := make([]json.RawMessage, len(list))
	for i, object := range list {
		encoded, err := json.Marshal(object)
		if err != nil {
			return nil, err
		}
		objects[i] = encoded
	}
	return objects, nil
}
