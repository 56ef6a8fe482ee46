package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// overREST runs the script that sends the connector, with curl, to Cells' EnterpriseConfigService
// (PUT /a/config/oauth2connectors/{id}), which creates or replaces that one connector.
func overREST(request openRequest) (*store, error) {
	if len(request.Artifacts) != 2 {
		return nil, errors.New("there has to be the connector and the request")
	}
	site, err := url.Parse(request.ExternalURL)
	if err != nil {
		return nil, err
	}
	service := &configService{site: site, token: rand.Text(), connectors: request.Stored}
	server := httptest.NewTLSServer(service)
	defer server.Close()
	err = inFolder(request, func(folder string) error {
		if err := sendHere(folder, server.Listener.Addr()); err != nil {
			return err
		}
		return runScript(folder, request.Artifacts[1].FileName,
			"PATH="+os.Getenv("PATH"), "CURL_HOME="+folder, "CELLS_TOKEN="+service.token)
	})
	if err != nil {
		return nil, err
	}
	configured := newStore(request)
	configured.set(connectorsPath, service.connectors)
	return configured, nil
}

// sendHere makes curl connect to this server, whatever host it is asked for.
func sendHere(folder string, address net.Addr) error {
	settings := fmt.Sprintf("connect-to = \"::%s\"\ninsecure\n", address)
	return os.WriteFile(filepath.Join(folder, ".curlrc"), []byte(settings), 0o600)
}

// configService is the part of Cells' REST API that keeps connectors.
type configService struct {
	site       *url.URL
	token      string
	connectors []any
}

func (s *configService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.put(r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprint(w, `{"Success":true}`)
}

func (s *configService) put(r *http.Request) error {
	id, found := strings.CutPrefix(r.URL.Path, s.site.Path+"/a/config/oauth2connectors/")
	if r.Method != http.MethodPut || r.Host != s.site.Host || !found || strings.Contains(id, "/") {
		return fmt.Errorf("nothing is at %s %s%s", r.Method, r.Host, r.URL.Path)
	}
	if r.Header.Get("Authorization") != "Bearer "+s.token || r.Header.Get("Content-Type") != "application/json" {
		return errors.New("the request has no token, or no JSON")
	}
	var object map[string]any
	if err := json.NewDecoder(r.Body).Decode(&object); err != nil {
		return err
	}
	if object["id"] != id {
		return fmt.Errorf("the connector %v was sent for %s", object["id"], id)
	}
	for i, each := range s.connectors {
		if known, _ := each.(map[string]any); known["id"] == id {
			s.connectors[i] = object
			return nil
		}
	}
	s.connectors = append(s.connectors, object)
	return nil
}
