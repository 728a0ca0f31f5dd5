// Command validator says of Kubernetes objects what an API server would: it decodes, defaults and validates them with
// the API server's own packages.
//
//	validator FILE
//
// Each line of the file is {"object": …} for a creation, or {"object": …, "oldObject": …} for an update. Each line of
// stdout is the list of what is wrong with it, empty when the API server would take it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/kubernetes/pkg/capabilities"
)

// longestLine bounds the size of a request, in bytes.
const longestLine = 16 << 20

type request struct {
	Object    json.RawMessage `json:"object"`
	OldObject json.RawMessage `json:"oldObject"`
}

func main() {
	if err := answerFile(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answerFile(arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("usage: validator FILE")
	}
	// Whether containers may be privileged is a flag of the API server, which clusters set.
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
	file, err := os.Open(arguments[0])
	if err != nil {
		return err
	}
	defer file.Close()
	return answer(file, os.Stdout)
}

// answer writes one line for each line that it reads.
func answer(input io.Reader, output io.Writer) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, longestLine)
	written := bufio.NewWriter(output)
	answers := json.NewEncoder(written)
	for number := 1; lines.Scan(); number++ {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return fmt.Errorf("line %d is no request: %w", number, err)
		}
		wrong := validate(asked)
		if wrong == nil {
			wrong = []string{}
		}
		if err := answers.Encode(wrong); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return written.Flush()
}
