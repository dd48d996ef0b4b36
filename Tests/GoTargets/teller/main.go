// Command teller shows its own figures with expvar and net/http/pprof, at an address that it prints.
// Whatever line it reads on stdin, it collects and answers with "collected"; from then on nothing but
// the answers to others allocates. It ends with its stdin.
package main

import (
	"bufio"
	_ "expvar"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
)

var kept [][]byte

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for i := 0; i < 64; i++ {
		kept = append(kept, make([]byte, 1<<16))
	}
	go http.Serve(listener, nil)
	fmt.Println(listener.Addr())
	words := bufio.NewScanner(os.Stdin)
	for words.Scan() {
		runtime.GC()
		fmt.Println("collected")
	}
	runtime.KeepAlive(kept)
}
