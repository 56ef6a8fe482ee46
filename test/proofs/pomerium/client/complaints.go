package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/rs/zerolog"
	"github.com/rs/zerolog/log"
)

// complaints are the errors that Pomerium logs. About an option that it does not know it says nothing else, and its error pages do
// not give a reason.
type complaints struct {
	mu   sync.Mutex
	said []complaint
}

type complaint struct {
	Level   string `json:"level"`
	Message string `json:"message"`
	// Key is an option, if it is about one.
	Key   string `json:"key"`
	Error string `json:"error"`
}

// watchLog makes Pomerium log to standard error and keeps its complaints.
func watchLog() *complaints {
	watching := &complaints{}
	logger := zerolog.New(watching).With().Timestamp().Logger()
	log.Logger = logger
	zerolog.DefaultContextLogger = &logger
	return watching
}

func (c *complaints) Write(line []byte) (int, error) {
	var said complaint
	if err := json.Unmarshal(line, &said); err == nil && said.Level == zerolog.LevelErrorValue {
		c.mu.Lock()
		c.said = append(c.said, said)
		c.mu.Unlock()
	}
	return os.Stderr.Write(line)
}

// aboutOptions runs load; a complaint about an option is an error.
func (c *complaints) aboutOptions(load func() error) error {
	err := load()
	for _, said := range c.taken() {
		if said.Key != "" {
			err = errors.Join(err, fmt.Errorf("%s: %s", said.Message, said.Key))
		}
	}
	return err
}

// explaining runs visit and adds to its error what was logged meanwhile.
func (c *complaints) explaining(visit func() error) error {
	err := visit()
	for _, said := range c.taken() {
		if err != nil && said.Error != "" {
			err = errors.Join(err, errors.New(said.Error))
		}
	}
	return err
}

// taken answers all complaints since the last time.
func (c *complaints) taken() []complaint {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}
