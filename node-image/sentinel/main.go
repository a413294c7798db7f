// The sentinel: an HTTP server too simple to be at fault. When it suffers, the
// machine does. The same binary asks simple questions from inside a pod
// (`connect`, `get`) and stands for a dependency that is elsewhere (`stub`), so
// that no image needs a shell.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

const patience = 2 * time.Second

func main() {
	runtime.GOMAXPROCS(1)
	switch {
	case len(os.Args) == 1:
		serve()
	case len(os.Args) == 3 && os.Args[1] == "connect":
		connect(os.Args[2])
	case len(os.Args) == 3 && os.Args[1] == "get":
		get(os.Args[2])
	case len(os.Args) == 3 && os.Args[1] == "stub":
		serveStub(os.Args[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: sentinel | sentinel connect HOST:PORT | sentinel get URL | sentinel stub FILE")
		os.Exit(64)
	}
}

func serve() {
	endWhenTold()
	body := []byte("ok\n")
	server := &http.Server{
		Addr:              ":8080",
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
			response.Header().Set("X-Seatrial", "sentinel")
			response.Header().Set("Content-Type", "text/plain")
			_, _ = response.Write(body)
		}),
	}
	fail(server.ListenAndServe())
}

func endWhenTold() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		os.Exit(0)
	}()
}

func connect(address string) {
	connection, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		fail(err)
	}
	_ = connection.Close()
}

func get(url string) {
	client := &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(url)
	if err != nil {
		fail(err)
	}
	_ = response.Body.Close()
	fmt.Println(response.StatusCode)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
