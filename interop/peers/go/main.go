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
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

const libraryPath = "github.com/libp2p/go-libp2p"

type repeated []string

func (values *repeated) String() string         { return strings.Join(*values, ",") }
func (values *repeated) Set(value string) error { *values = append(*values, value); return nil }

func main() {
	var listen repeated
	flag.Var(&listen, "listen", "a multiaddr to listen on; repeatable")
	keyType := flag.String("key-type", "ed25519", "ed25519, secp256k1, ecdsa or rsa")
	seed := flag.Int("seed", -1, "a fixed Ed25519 key")
	security := flag.String("security", "noise", "the security protocols, comma separated")
	muxer := flag.String("muxer", "yamux", "the muxers, comma separated")
	flag.Parse()

	node, err := start(listen, *keyType, *seed, *security, *muxer)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	serve(node)
}

func start(listen []string, keyType string, seed int, security, muxer string) (host.Host, error) {
	key, err := privateKey(keyType, seed)
	if err != nil {
		return nil, err
	}
	options := []libp2p.Option{
		libp2p.Identity(key),
		libp2p.NoTransports,
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.DisableRelay(),
		libp2p.DisableMetrics(),
		libp2p.ResourceManager(&network.NullResourceManager{}),
		libp2p.ConnectionManager(connmgr.NullConnMgr{}),
	}
	if len(listen) == 0 {
		options = append(options, libp2p.NoListenAddrs)
	} else {
		options = append(options, libp2p.ListenAddrStrings(listen...))
	}
	for _, name := range strings.Split(security, ",") {
		if name != "noise" {
			return nil, fmt.Errorf("unknown security %q, expected noise", name)
		}
		options = append(options, libp2p.Security(noise.ID, noise.New))
	}
	for _, name := range strings.Split(muxer, ",") {
		if name != "yamux" {
			return nil, fmt.Errorf("unknown muxer %q, expected yamux", name)
		}
		options = append(options, libp2p.Muxer(yamux.ID, yamux.DefaultTransport))
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
