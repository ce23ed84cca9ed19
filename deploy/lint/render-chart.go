// Renders a chart as "helm template" does: Go's templates, sprig's functions and Helm's own few, over the chart's values
// and those of the files named. Only what one chart without dependencies needs.
// Run: GO111MODULE=off GOPATH=/usr/share/gocode go run render-chart.go CHART [values.yaml ...]
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type object = map[string]interface{}

func main() {
	if len(os.Args) < 2 {
		stop(errors.New("usage: render-chart CHART [values.yaml ...]"))
	}
	chart := os.Args[1]
	values := object{}
	for _, file := range append([]string{filepath.Join(chart, "values.yaml")}, os.Args[2:]...) {
		merge(values, read(file))
	}
	templates := parse(chart)
	data := object{
		"Values":  values,
		"Chart":   capitalised(read(filepath.Join(chart, "Chart.yaml"))),
		"Release": object{"Name": "shop", "Namespace": "default", "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false},
	}
	for _, file := range files(chart) {
		name := filepath.Base(file)
		// Helpers print nothing, and notes are for people.
		if strings.HasPrefix(name, "_") || name == "NOTES.txt" {
			continue
		}
		text, err := execute(templates, name, data)
		stop(err)
		if strings.TrimSpace(text) != "" {
			fmt.Printf("---\n%s\n", strings.TrimSpace(text))
		}
	}
	_, err := execute(templates, "NOTES.txt", data)
	stop(err)
}

func parse(chart string) *template.Template {
	all := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	functions["include"] = func(name string, data interface{}) (string, error) { return execute(all, name, data) }
	functions["toYaml"] = func(value interface{}) (string, error) {
		raw, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(raw), "\n"), err
	}
	functions["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	all.Funcs(functions)
	for _, file := range files(chart) {
		raw, err := os.ReadFile(file)
		stop(err)
		_, err = all.New(filepath.Base(file)).Parse(string(raw))
		stop(err)
	}
	return all
}

func execute(all *template.Template, name string, data interface{}) (string, error) {
	var text bytes.Buffer
	err := all.ExecuteTemplate(&text, name, data)
	return text.String(), err
}

func files(chart string) []string {
	found, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	stop(err)
	return found
}

func read(file string) object {
	raw, err := os.ReadFile(file)
	stop(err)
	value := object{}
	stop(yaml.Unmarshal(raw, &value))
	return value
}

// Helm calls the fields of Chart.yaml by their names in Go.
func capitalised(fields object) object {
	named := object{}
	for key, value := range fields {
		named[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return named
}

// Later values win, map by map.
func merge(into, from object) {
	for key, value := range from {
		deeper, isMap := value.(object)
		there, wasMap := into[key].(object)
		if isMap && wasMap {
			merge(there, deeper)
		} else {
			into[key] = value
		}
	}
}

func stop(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
