package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/dexidp/dex/connector"
)

// cells is a running Cells: the connectors that it was configured with, of which the second is open.
type cells struct {
	opened *openConnector
	// callbackURL is where Cells expects people back: its external URL with a fixed path.
	callbackURL string
	pending     *pendingLogin
}

// pendingLogin is a sign-in that was begun.
type pendingLogin struct {
	state string
	// data is dex's own, to be handed back to it.
	data []byte
}

type openRequest struct {
	// ExternalURL is that of the site.
	ExternalURL string `json:"externalUrl"`
	Version     string `json:"version"`
	// Stored are the connectors that are there before, in the order of the list; nil if there is no list.
	Stored    []any      `json:"stored"`
	Artifacts []artifact `json:"artifacts"`
}

// An artifact as the administrator has it: a file, or fields of a form.
type artifact struct {
	Name     string `json:"name"`
	FileName string `json:"fileName"`
	Body     string `json:"body"`
}

// summary is what an administrator sees of a connector.
type summary struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// open configures Cells with artifacts that are used together, and opens the connector that came of them.
func (c *cells) open(request openRequest) (any, error) {
	c.close()
	stored, err := configure(request)
	if err != nil {
		return nil, err
	}
	objects := make([]connectorObject, len(stored))
	summaries := make([]summary, len(stored))
	for i, raw := range stored {
		if objects[i], err = decodeConnector(raw); err != nil {
			return nil, fmt.Errorf("connector %d: %w", i, err)
		}
		summaries[i] = summary{objects[i].ID, objects[i].Name, objects[i].Type}
	}
	if len(objects) != 2 {
		return nil, fmt.Errorf("there are %d connectors", len(objects))
	}
	if c.opened, err = openOIDC(objects[1]); err != nil {
		return nil, err
	}
	c.callbackURL = request.ExternalURL + "/auth/login/callback"
	return map[string]any{"connectors": summaries}, nil
}

func (c *cells) login(struct{}) (any, error) {
	if c.opened == nil {
		return nil, errors.New("no connector is open")
	}
	state := rand.Text()
	target, data, err := c.opened.LoginURL(connector.Scopes{}, c.callbackURL, state)
	if err != nil {
		return nil, err
	}
	c.pending = &pendingLogin{state, data}
	return map[string]string{"url": target}, nil
}

// person is who signed in, as Cells gets to know it.
type person struct {
	Subject       string   `json:"subject"`
	Username      string   `json:"username"`
	Email         string   `json:"email"`
	EmailVerified bool     `json:"emailVerified"`
	Roles         []string `json:"roles"`
}

func (c *cells) callback(request struct {
	URL string `json:"url"`
}) (any, error) {
	if c.pending == nil {
		return nil, errors.New("no sign-in was begun")
	}
	landed, err := url.Parse(request.URL)
	if err != nil {
		return nil, err
	}
	if where := landed.Scheme + "://" + landed.Host + landed.Path; where != c.callbackURL {
		return nil, fmt.Errorf("the browser came back to %s, where Cells is not", where)
	}
	if landed.Query().Get("state") != c.pending.state {
		return nil, errors.New("the browser came back with another state")
	}
	identity, err := c.opened.HandleCallback(connector.Scopes{}, c.pending.data, &http.Request{Method: http.MethodGet, URL: landed})
	c.pending = nil
	if err != nil {
		return nil, err
	}
	return person{identity.UserID, identity.Username, identity.Email, identity.EmailVerified, c.opened.roles(identity.Groups)}, nil
}

func (c *cells) close() {
	if c.opened != nil {
		if closer, ok := c.opened.CallbackConnector.(io.Closer); ok {
			_ = closer.Close()
		}
	}
	c.opened, c.pending = nil, nil
}
