// The stub stands for a dependency that is not in the cluster. It answers what
// its configuration declares, as late and as often wrong as that says, and
// counts who asked for what. Nothing of it is kept: its key is made when it
// starts and never leaves it.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	random "math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Different requests that nothing was declared for are told up to this number.
const shownExamples = 5
const longestExample = 200

type stubConfig struct {
	Port int `json:"port"`
	// Where its calls and its authority are told.
	ControlPort int  `json:"controlPort"`
	TLS         bool `json:"tls"`
	// What its certificate is for.
	Names      []string       `json:"names"`
	LatencyMs  int            `json:"latencyMs"`
	ErrorShare float64        `json:"errorShare"`
	Responses  []stubResponse `json:"responses"`
}

type stubResponse struct {
	// Empty: any.
	Method string `json:"method"`
	// A path as it is sent, or what it begins with and a star.
	Path      string            `json:"path"`
	Status    int               `json:"status"`
	Headers   map[string]string `json:"headers"`
	Body      string            `json:"body"`
	LatencyMs *int              `json:"latencyMs"`
}

type stubCalls struct {
	Calls      int            `json:"calls"`
	Errors     int            `json:"errors"`
	Undeclared int            `json:"undeclared"`
	Examples   map[string]int `json:"examples"`
}

type stub struct {
	config stubConfig
	lock   sync.Mutex
	counts stubCalls
	draw   *random.Rand
}

func serveStub(file string) {
	endWhenTold()
	text, err := os.ReadFile(file)
	if err != nil {
		fail(err)
	}
	// The same draws in each trial: what differs between two is not the stub.
	it := &stub{draw: random.New(random.NewPCG(15, 12)), counts: stubCalls{Examples: map[string]int{}}}
	if err := json.Unmarshal(text, &it.config); err != nil {
		fail(err)
	}
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(it.config.Port))
	if err != nil {
		fail(err)
	}
	control := http.NewServeMux()
	control.HandleFunc("GET /", func(response http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(response, "ok\n") })
	control.HandleFunc("GET /calls", it.tell)
	server := &http.Server{Handler: it, ReadHeaderTimeout: 10 * time.Second}
	if it.config.TLS {
		authority, certificate := mustCertify(it.config.Names)
		control.HandleFunc("GET /ca", func(response http.ResponseWriter, _ *http.Request) { _, _ = response.Write(authority) })
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}
		go func() { fail(server.ServeTLS(listener, "", "")) }()
	} else {
		go func() { fail(server.Serve(listener)) }()
	}
	// Last: it is ready when it is asked for its calls.
	fail((&http.Server{Addr: ":" + strconv.Itoa(it.config.ControlPort), Handler: control, ReadHeaderTimeout: 10 * time.Second}).ListenAndServe())
}

func (it *stub) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	_, _ = io.Copy(io.Discard, request.Body)
	declared := it.declaredFor(request)
	isError := it.count(request, declared)
	delay := it.config.LatencyMs
	if declared != nil && declared.LatencyMs != nil {
		delay = *declared.LatencyMs
	}
	if delay > 0 {
		select {
		case <-time.After(time.Duration(delay) * time.Millisecond):
		case <-request.Context().Done():
			return
		}
	}
	response.Header().Set("X-Seatrial", "stub")
	switch {
	case declared == nil:
		response.WriteHeader(http.StatusNotFound)
	case isError:
		response.WriteHeader(http.StatusServiceUnavailable)
	default:
		for name, value := range declared.Headers {
			response.Header().Set(name, value)
		}
		response.WriteHeader(declared.Status)
		_, _ = io.WriteString(response, declared.Body)
	}
}

// The first response whose method and path are those of a request.
func (it *stub) declaredFor(request *http.Request) *stubResponse {
	path := request.URL.EscapedPath()
	for index := range it.config.Responses {
		one := &it.config.Responses[index]
		start, isStart := strings.CutSuffix(one.Path, "*")
		isPath := path == one.Path || isStart && strings.HasPrefix(path, start)
		if isPath && (one.Method == "" || one.Method == request.Method) {
			return one
		}
	}
	return nil
}

// Counts a call, and says whether it is one of those that are answered as errors.
func (it *stub) count(request *http.Request, declared *stubResponse) bool {
	it.lock.Lock()
	defer it.lock.Unlock()
	it.counts.Calls++
	if declared == nil {
		it.counts.Undeclared++
		example := short(request.Method+" "+request.URL.EscapedPath(), longestExample)
		if _, isKnown := it.counts.Examples[example]; isKnown || len(it.counts.Examples) < shownExamples {
			it.counts.Examples[example]++
		}
		return false
	}
	isError := it.draw.Float64() < it.config.ErrorShare
	if isError {
		it.counts.Errors++
	}
	return isError
}

func (it *stub) tell(response http.ResponseWriter, _ *http.Request) {
	it.lock.Lock()
	defer it.lock.Unlock()
	response.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(response).Encode(it.counts)
}

// An authority of its own, in PEM, and a certificate of it for these names.
func mustCertify(names []string) ([]byte, tls.Certificate) {
	must := func(err error) {
		if err != nil {
			fail(err)
		}
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	from, until := time.Now().Add(-24*time.Hour), time.Now().Add(365*24*time.Hour)
	authority := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "seatrial stub: " + short(names[0], 40)},
		NotBefore:             from,
		NotAfter:              until,
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	authorityBytes, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	must(err)
	// As it is read: with the number of its key, by which it is told from other authorities.
	authority, err = x509.ParseCertificate(authorityBytes)
	must(err)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: short(names[0], 64)},
		DNSNames:     names,
		NotBefore:    from,
		NotAfter:     until,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	leafBytes, err := x509.CreateCertificate(rand.Reader, leaf, authority, &key.PublicKey, authorityKey)
	must(err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authorityBytes}),
		tls.Certificate{Certificate: [][]byte{leafBytes, authorityBytes}, PrivateKey: key}
}

func short(text string, most int) string {
	return text[:min(len(text), most)]
}
