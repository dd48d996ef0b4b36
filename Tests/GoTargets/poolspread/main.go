// Command poolspread puts buffers of ten size classes into a bytebufferpool, each as often, so that
// none leads: 350,000 puts, which calibrate nothing. It says what it has done, waits until a file
// exists, or for ever, and ends with the exit code that it was given.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/valyala/bytebufferpool"
)

var spread bytebufferpool.Pool

func main() {
	code := flag.Int("exit", 0, "exit code")
	end := flag.String("until", "", "the file whose coming ends it")
	flag.Parse()
	data := make([]byte, 64<<9)
	for i := 0; i < 350000; i++ {
		buffer := spread.Get()
		buffer.Write(data[:64<<(i%10)])
		spread.Put(buffer)
	}
	fmt.Println("350000 puts")
	fmt.Fprintln(os.Stderr, "and no more")
	for {
		if _, missing := os.Stat(*end); *end != "" && missing == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	os.Exit(*code)
}
