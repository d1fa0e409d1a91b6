package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/multiformats/go-multiaddr"
)

const defaultTimeout = 15 * time.Second

// call is one command with the arguments of all commands.
type call struct {
	ID        int         `json:"id"`
	Cmd       string      `json:"cmd"`
	Addr      string      `json:"addr"`
	Peer      string      `json:"peer"`
	Protocol  protocol.ID `json:"protocol"`
	TimeoutMs int         `json:"timeoutMs"`
	Count     int         `json:"count"`
	Bytes     int         `json:"bytes"`
	Chunk     int         `json:"chunk"`
	Seed      uint32      `json:"seed"`
	Stall     int         `json:"stall"`
	Upload    uint64      `json:"upload"`
	Download  uint64      `json:"download"`
	Streams   int         `json:"streams"`
	Size      uint32      `json:"size"`
	Inflight  int         `json:"inflight"`
	Identify  *bool       `json:"identify"`
}

type commands struct {
	node       host.Host
	handlers   *handlers
	identified *identified
	mutex      sync.Mutex
	pushed     int
}

func newCommands(node host.Host, handlers *handlers) (*commands, error) {
	identified, err := newIdentified(node)
	if err != nil {
		return nil, err
	}
	return &commands{node: node, handlers: handlers, identified: identified}, nil
}

func (commands *commands) run(ctx context.Context, call *call) (fields, error) {
	switch call.Cmd {
	case "connect":
		return commands.connect(ctx, call)
	case "connections":
		return commands.connections()
	case "push":
		return commands.push()
	case "release":
		return fields{"released": commands.handlers.release()}, nil
	case "stats":
		return commands.stats()
	case "setups":
		return commands.setups(ctx, call)
	case "firstbyte":
		return commands.firstByte(ctx, call)
	case "cpu":
		return cpu()
	}
	id, err := peer.Decode(call.Peer)
	if err != nil {
		return nil, fmt.Errorf("command %q with peer %q: %w", call.Cmd, call.Peer, err)
	}
	return commands.runWithPeer(ctx, call, id)
}

func (commands *commands) runWithPeer(ctx context.Context, call *call, id peer.ID) (fields, error) {
	switch call.Cmd {
	case "disconnect":
		return nil, commands.node.Network().ClosePeer(id)
	case "identify":
		ctx, cancel := context.WithTimeout(ctx, call.timeout())
		defer cancel()
		return commands.identified.about(ctx, id, call.Protocol)
	case "ping":
		return commands.ping(ctx, id, max(call.Count, 1))
	case "echo":
		return commands.echo(ctx, call, id)
	case "streams":
		return commands.streams(ctx, call, id)
	case "halfclose":
		return commands.halfClose(ctx, id)
	case "reset":
		return commands.reset(ctx, id)
	case "resetme":
		return nil, commands.resetMe(ctx, call, id)
	case "open":
		return commands.openAndClose(ctx, id, call.Protocol)
	case "perf":
		return commands.perf(ctx, call, id)
	case "reqres":
		return commands.requestResponse(ctx, call, id)
	}
	return nil, fmt.Errorf("unknown command %q", call.Cmd)
}

func (call *call) timeout() time.Duration {
	if call.TimeoutMs > 0 {
		return time.Duration(call.TimeoutMs) * time.Millisecond
	}
	return defaultTimeout
}

func (commands *commands) connect(ctx context.Context, call *call) (fields, error) {
	ctx, cancel := context.WithTimeout(ctx, call.timeout())
	defer cancel()
	info, err := peer.AddrInfoFromString(call.Addr)
	if err != nil {
		return nil, err
	}
	commands.forget(info.ID)
	if err := commands.node.Connect(ctx, *info); err != nil {
		return nil, err
	}
	for _, connection := range commands.node.Network().ConnsToPeer(info.ID) {
		return describe(connection), nil
	}
	return nil, fmt.Errorf("the connection to %s closed at once", info.ID)
}

// forget drops what an earlier attempt left behind, so that only the given address counts.
func (commands *commands) forget(id peer.ID) {
	commands.node.Network().(*swarm.Swarm).Backoff().Clear(id)
	commands.node.Peerstore().ClearAddrs(id)
}

func (commands *commands) connections() (fields, error) {
	connections := []fields{}
	for _, connection := range commands.node.Network().Conns() {
		connections = append(connections, describe(connection))
	}
	return fields{"connections": connections}, nil
}

func describe(connection network.Conn) fields {
	direction := "outbound"
	if connection.Stat().Direction == network.DirInbound {
		direction = "inbound"
	}
	state := connection.ConnState()
	return fields{
		"peerId":     connection.RemotePeer().String(),
		"direction":  direction,
		"transport":  transportOf(connection.RemoteMultiaddr(), state.Transport),
		"security":   state.Security,
		"muxer":      state.StreamMultiplexer,
		"earlyMuxer": state.UsedEarlyMuxerNegotiation,
		"remoteAddr": connection.RemoteMultiaddr().String(),
		"streams":    len(connection.GetStreams()),
	}
}

// transportOf: the library calls WebSocket what is below it.
func transportOf(address multiaddr.Multiaddr, told string) string {
	has := func(code int) bool {
		_, err := address.ValueForProtocol(code)
		return err == nil
	}
	switch {
	case has(multiaddr.P_WSS), has(multiaddr.P_TLS) && has(multiaddr.P_WS):
		return "wss"
	case has(multiaddr.P_WS):
		return "ws"
	}
	return told
}

func (commands *commands) push() (fields, error) {
	commands.mutex.Lock()
	commands.pushed++
	id := protocol.ID(fmt.Sprintf("/test/pushed/%d", commands.pushed))
	commands.mutex.Unlock()
	commands.handlers.add(id)
	return fields{"protocol": id}, nil
}

func (commands *commands) stats() (fields, error) {
	return fields{
		"echoFinished": commands.handlers.echoFinished.Load(),
		"echoFailed":   commands.handlers.echoFailed.Load(),
		"sinkBytes":    commands.handlers.sinkBytes.Load(),
	}, nil
}

func (commands *commands) ping(ctx context.Context, id peer.ID, count int) (fields, error) {
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	results := ping.Ping(ctx, commands.node, id)
	rtts := []float64{}
	for range count {
		result, open := <-results
		if !open {
			return nil, errors.New("ping ended early")
		}
		if result.Error != nil {
			return nil, result.Error
		}
		rtts = append(rtts, result.RTT.Seconds()*1000)
	}
	return fields{"rttMs": rtts}, nil
}

func cpu() (fields, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return nil, err
	}
	user := float64(usage.Utime.Nano()) / 1e9
	system := float64(usage.Stime.Nano()) / 1e9
	return fields{"seconds": user + system, "user": user, "system": system}, nil
}
