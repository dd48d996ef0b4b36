// Command poolserver is an HTTP server with fasthttp, for a watcher to be held against. It prints the
// port that it listens on. /buffer?n=N answers with N bytes by way of bytebufferpool's own pool, anything
// else with a stream, which fasthttp compresses with buffers of a pool of its own. Bodies of requests and
// of answers are in two more. It ends with its stdin.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/valyala/bytebufferpool"
	"github.com/valyala/fasthttp"
)

var text = bytes.Repeat([]byte("what is asked for is answered; "), 100)

func answer(context *fasthttp.RequestCtx) {
	size := context.QueryArgs().GetUintOrZero("n")
	if string(context.Path()) != "/buffer" || size > 1<<20 {
		context.SetBodyStream(bytes.NewReader(text), -1)
		return
	}
	buffer := bytebufferpool.Get()
	for buffer.Len() < size {
		buffer.Write(text[:min(len(text), size-buffer.Len())])
	}
	context.Write(buffer.B)
	bytebufferpool.Put(buffer)
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func main() {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	// With ReduceMemoryUsage bodies go back to their pools after each request.
	server := fasthttp.Server{Handler: fasthttp.CompressHandler(answer), ReduceMemoryUsage: true}
	fmt.Fprintln(os.Stderr, server.Serve(listener))
	os.Exit(1)
}
