// Command go-loop replays a decision log the plain way: OPA's Go SDK, a goroutine for each core, both policies prepared
// once, each line decoded once. It is what npm run bench:diff compares with.
//
//	go-loop BASE.rego HEAD.rego QUERY LOG.ndjson [DATA.json]
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

type counts struct{ decisions, changed, failed int }

type sides struct{ base, head rego.PreparedEvalQuery }

func main() {
	if len(os.Args) != 5 && len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: go-loop BASE.rego HEAD.rego QUERY LOG.ndjson [DATA.json]")
		os.Exit(2)
	}
	data := ""
	if len(os.Args) == 6 {
		data = os.Args[5]
	}
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4], data); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run(ctx context.Context, base, head, query, log, data string) error {
	var both sides
	var err error
	if both.base, err = policy(ctx, base, query, data); err != nil {
		return err
	}
	if both.head, err = policy(ctx, head, query, data); err != nil {
		return err
	}
	file, err := os.Open(log)
	if err != nil {
		return err
	}
	defer file.Close()

	batches := make(chan [][]byte, runtime.NumCPU()*2)
	results := make([]counts, runtime.NumCPU())
	var done sync.WaitGroup
	for worker := range results {
		done.Go(func() {
			for batch := range batches {
				for _, line := range batch {
					results[worker].add(ctx, both, line)
				}
			}
		})
	}
	scanner := bufio.NewScanner(file)
	scanner.Buffer(make([]byte, 1<<20), 1<<26)
	var batch [][]byte
	for scanner.Scan() {
		batch = append(batch, bytes.Clone(scanner.Bytes()))
		if len(batch) == 64 {
			batches <- batch
			batch = nil
		}
	}
	batches <- batch
	close(batches)
	done.Wait()
	if err := scanner.Err(); err != nil {
		return err
	}
	var total counts
	for _, part := range results {
		total.decisions += part.decisions
		total.changed += part.changed
		total.failed += part.failed
	}
	fmt.Printf("{\"decisions\":%d,\"changed\":%d,\"failed\":%d}\n", total.decisions, total.changed, total.failed)
	return nil
}

func policy(ctx context.Context, file, query, data string) (rego.PreparedEvalQuery, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	options := []func(*rego.Rego){rego.Query(query), rego.Module(file, string(text))}
	if data != "" {
		text, err := os.ReadFile(data)
		if err != nil {
			return rego.PreparedEvalQuery{}, err
		}
		var documents map[string]any
		if err := json.Unmarshal(text, &documents); err != nil {
			return rego.PreparedEvalQuery{}, err
		}
		options = append(options, rego.Store(inmem.NewFromObject(documents)))
	}
	return rego.New(options...).PrepareForEval(ctx)
}

func (c *counts) add(ctx context.Context, both sides, line []byte) {
	var event struct {
		Input json.RawMessage `json:"input"`
	}
	if err := json.Unmarshal(line, &event); err != nil || event.Input == nil {
		c.failed++
		return
	}
	input, err := ast.ValueFromReader(bytes.NewReader(event.Input))
	if err != nil {
		c.failed++
		return
	}
	base, baseErr := both.base.Eval(ctx, rego.EvalParsedInput(input))
	head, headErr := both.head.Eval(ctx, rego.EvalParsedInput(input))
	if baseErr != nil || headErr != nil {
		c.failed++
		return
	}
	c.decisions++
	if !reflect.DeepEqual(base, head) {
		c.changed++
	}
}
