package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"gopkg.in/yaml.v2"
)

// variable is how an installation file refers to the environment; Cells replaces it before it reads the YAML.
var variable = regexp.MustCompile(`\{\$([^}]+)\}`)

// readInstallation reads the file of cells configure --yaml into a struct (cmd/configure-ni.go), unknown keys refused.
func readInstallation(request openRequest, into any) error {
	resolved := variable.ReplaceAllStringFunc(request.Artifacts[0].Body, func(span string) string {
		return os.ExpandEnv(os.Getenv(variable.FindStringSubmatch(span)[1]))
	})
	return yaml.UnmarshalStrict([]byte(resolved), into)
}

// byInstallation4 does as Cells 4: customconfigs are values of any kind, each with its path.
func byInstallation4(request openRequest) (*store, error) {
	var file struct {
		CustomConfigs map[string]any
	}
	if err := readInstallation(request, &file); err != nil {
		return nil, err
	}
	configured := newStore(request)
	for path, value := range file.CustomConfigs {
		configured.set(strings.Split(path, "/"), withTextKeys(value))
	}
	return configured, nil
}

// byInstallation5 does as Cells 5: customconfigs are texts, and JSON where the path ends so.
func byInstallation5(request openRequest) (*store, error) {
	var file struct {
		CustomConfigs map[string]string
	}
	if err := readInstallation(request, &file); err != nil {
		return nil, err
	}
	configured := newStore(request)
	for path, text := range file.CustomConfigs {
		var value any = text
		path, isJSON := strings.CutSuffix(path, "#json")
		if isJSON {
			if err := json.Unmarshal([]byte(text), &value); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
		configured.set(strings.Split(path, "/"), value)
	}
	return configured, nil
}

// withTextKeys turns what yaml.v2 reads into what JSON can hold.
func withTextKeys(value any) any {
	switch typed := value.(type) {
	case map[any]any:
		keys := make(map[string]any, len(typed))
		for key, each := range typed {
			keys[fmt.Sprint(key)] = withTextKeys(each)
		}
		return keys
	case []any:
		list := make([]any, len(typed))
		for i, each := range typed {
			list[i] = withTextKeys(each)
		}
		return list
	default:
		return value
	}
}
