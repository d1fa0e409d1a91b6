// The go-libp2p peer of the interop matrix. See ../README.md for the control protocol.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
)

const libraryPath = "github.com/libp2p/go-libp2p"

type repeated []string

func (values *repeated) String() string         { return strings.Join(*values, ",") }
func (values *repeated) Set(value string) error { *values = append(*values, value); return nil }

func main() {
	var arguments arguments
	flag.Var(&arguments.listen, "listen", "a multiaddr to listen on; repeatable")
	flag.StringVar(&arguments.keyType, "key-type", "ed25519", "ed25519, secp256k1, ecdsa or rsa")
	flag.IntVar(&arguments.seed, "seed", -1, "a fixed Ed25519 key")
	flag.StringVar(&arguments.security, "security", "noise", "the security protocols, comma separated")
	flag.StringVar(&arguments.muxer, "muxer", "yamux", "the muxers, comma separated")
	flag.BoolVar(&arguments.noEarlyMuxer, "no-early-muxer", false, "negotiate the muxer after the security protocol")
	flag.StringVar(&arguments.psk, "psk", "", "the key file of a private network")
	flag.StringVar(&arguments.tlsCert, "tls-cert", "", "the certificate of secure WebSocket, in PEM")
	flag.StringVar(&arguments.tlsKey, "tls-key", "", "its key, in PEM")
	flag.StringVar(&arguments.tlsCA, "tls-ca", "", "the authority that secure WebSocket trusts, in PEM")
	flag.Parse()

	node, err := start(&arguments)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	serve(node)
}

func start(arguments *arguments) (host.Host, error) {
	key, err := privateKey(arguments.keyType, arguments.seed)
	if err != nil {
		return nil, err
	}
	options, err := arguments.upgrades()
	if err != nil {
		return nil, err
	}
	options = append(options,
		libp2p.Identity(key),
		libp2p.DisableRelay(),
		libp2p.DisableMetrics(),
		libp2p.ResourceManager(&network.NullResourceManager{}),
		libp2p.ConnectionManager(connmgr.NullConnMgr{}),
	)
	if len(arguments.listen) == 0 {
		options = append(options, libp2p.NoListenAddrs)
	} else {
		options = append(options, libp2p.ListenAddrStrings(arguments.listen...))
	}
	return libp2p.New(options...)
}

func serve(node host.Host) {
	out := &output{writer: json.NewEncoder(os.Stdout)}
	handlers := startHandlers(node)
	commands, err := newCommands(node, handlers)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	addrs := []string{}
	for _, addr := range node.Addrs() {
		addrs = append(addrs, fmt.Sprintf("%s/p2p/%s", addr, node.ID()))
	}
	out.say(fields{"event": "ready", "peerId": node.ID().String(), "addrs": addrs,
		"library": "go-libp2p", "version": libraryVersion()})

	lines := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			go answer(commands, out, line)
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				fmt.Fprintln(os.Stderr, err)
			}
			os.Exit(0)
		}
	}
}

func answer(commands *commands, out *output, line []byte) {
	var call call
	if err := json.Unmarshal(line, &call); err != nil {
		out.say(fields{"id": call.ID, "ok": false, "error": err.Error()})
		return
	}
	if call.Cmd == "stop" {
		out.say(fields{"id": call.ID, "ok": true})
		os.Exit(0)
	}
	result, err := commands.run(context.Background(), &call)
	if err != nil {
		out.say(fields{"id": call.ID, "ok": false, "error": err.Error()})
		return
	}
	if result == nil {
		result = fields{}
	}
	result["id"] = call.ID
	result["ok"] = true
	out.say(result)
}

func libraryVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == libraryPath {
				return module.Version
			}
		}
	}
	return "unknown"
}

type fields map[string]any

type output struct {
	mutex  sync.Mutex
	writer *json.Encoder
}

func (out *output) say(message fields) {
	out.mutex.Lock()
	defer out.mutex.Unlock()
	if err := out.writer.Encode(message); err != nil {
		os.Exit(1)
	}
}
