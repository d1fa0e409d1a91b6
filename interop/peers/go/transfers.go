package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"golang.org/x/sync/errgroup"
)

func (commands *commands) echo(ctx context.Context, call *call, id peer.ID) (fields, error) {
	stream, err := commands.open(ctx, id, echoProtocol)
	if err != nil {
		return nil, err
	}
	open := make(chan struct{})
	close(open)
	return echoOver(stream, deterministicBytes(call.Seed, call.Bytes), call.Chunk, open)
}

func (commands *commands) streams(ctx context.Context, call *call, id peer.ID) (fields, error) {
	opened := make([]network.Stream, call.Count)
	for index := range opened {
		stream, err := commands.open(ctx, id, echoProtocol)
		if err != nil {
			return nil, fmt.Errorf("stream %d: %w", index, err)
		}
		opened[index] = stream
	}
	open, stalled := make(chan struct{}), make(chan struct{})
	close(open)
	outcomes := make([]fields, call.Count)
	var reading, waiting sync.WaitGroup
	for index, stream := range opened {
		gate, group := open, &reading
		if index < call.Stall {
			gate, group = stalled, &waiting
		}
		group.Go(func() {
			_, err := echoOver(stream, deterministicBytes(call.Seed+uint32(index), call.Bytes), 0, gate)
			outcomes[index] = outcome(err)
		})
	}
	reading.Wait()
	close(stalled)
	waiting.Wait()
	return fields{"finishedBeforeStalled": call.Count - call.Stall, "streams": outcomes}, nil
}

func outcome(err error) fields {
	if err != nil {
		return fields{"ok": false, "error": err.Error()}
	}
	return fields{"ok": true}
}

func (commands *commands) halfClose(ctx context.Context, id peer.ID) (fields, error) {
	stream, err := commands.open(ctx, id, halfCloseProtocol)
	if err != nil {
		return nil, err
	}
	defer stream.Reset()
	if _, err := stream.Write([]byte("request")); err != nil {
		return nil, err
	}
	if err := stream.CloseWrite(); err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(stream)
	if err != nil {
		return nil, err
	}
	if string(answer) != "answer:request" {
		return nil, fmt.Errorf("half-close answered %q, expected \"answer:request\"", answer)
	}
	return fields{"answer": string(answer)}, stream.Close()
}

func (commands *commands) reset(ctx context.Context, id peer.ID) (fields, error) {
	stream, err := commands.open(ctx, id, resetProtocol)
	if err != nil {
		return nil, err
	}
	defer stream.Reset()
	if _, err := stream.Write([]byte{0}); err != nil {
		return nil, err
	}
	count, err := drain(stream)
	if err == nil {
		return nil, fmt.Errorf("the stream ended in order after %d bytes, expected a reset", count)
	}
	if !errors.Is(err, network.ErrReset) {
		return nil, fmt.Errorf("expected a reset: %w", err)
	}
	return fields{"seen": err.Error()}, nil
}

func (commands *commands) resetMe(ctx context.Context, call *call, id peer.ID) error {
	if call.Protocol == "" {
		call.Protocol = echoProtocol
	}
	stream, err := commands.open(ctx, id, call.Protocol)
	if err != nil {
		return err
	}
	defer stream.Reset()
	block := make([]byte, 1024)
	if _, err := stream.Write(block); err != nil {
		return err
	}
	_, err = io.ReadFull(stream, block)
	return err
}

func (commands *commands) openAndClose(ctx context.Context, id peer.ID, wanted protocol.ID) (fields, error) {
	stream, err := commands.open(ctx, id, wanted)
	if err != nil {
		return nil, err
	}
	return fields{"protocol": stream.Protocol()}, stream.Close()
}

func (commands *commands) perf(ctx context.Context, call *call, id peer.ID) (fields, error) {
	started := time.Now()
	each := make([]float64, max(call.Streams, 1))
	group := errgroup.Group{}
	for index := range each {
		group.Go(func() error {
			err := commands.transfer(ctx, call, id)
			each[index] = time.Since(started).Seconds()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return fields{"seconds": time.Since(started).Seconds(), "eachSeconds": each}, nil
}

func (commands *commands) transfer(ctx context.Context, call *call, id peer.ID) error {
	stream, err := commands.open(ctx, id, perfProtocol)
	if err != nil {
		return err
	}
	defer stream.Reset()
	if err := binary.Write(stream, binary.BigEndian, call.Download); err != nil {
		return err
	}
	if err := writeFiller(stream, call.Upload); err != nil {
		return err
	}
	if err := stream.CloseWrite(); err != nil {
		return err
	}
	received, err := drain(stream)
	if err != nil {
		return err
	}
	if uint64(received) != call.Download {
		return fmt.Errorf("received %d of %d bytes", received, call.Download)
	}
	return nil
}

func (commands *commands) requestResponse(ctx context.Context, call *call, id peer.ID) (fields, error) {
	if call.Protocol == "" {
		call.Protocol = requestResponseProtocol
	}
	request := binary.BigEndian.AppendUint32(nil, call.Size)
	request = append(request, deterministicBytes(1, int(call.Size))...)
	started := time.Now()
	workers := max(call.Inflight, 1)
	took := make([]time.Duration, call.Count)
	group := errgroup.Group{}
	for worker := range workers {
		group.Go(func() error {
			for next := worker; next < call.Count; next += workers {
				begun := time.Now()
				if err := commands.exchange(ctx, id, call.Protocol, request); err != nil {
					return err
				}
				took[next] = time.Since(begun)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	seconds := time.Since(started).Seconds()
	slices.Sort(took)
	return fields{"seconds": seconds, "count": call.Count, "p50Ms": rank(took, 0.5), "p99Ms": rank(took, 0.99)}, nil
}

// rank: the time that so large a part of the sorted ones is not above.
func rank(sorted []time.Duration, part float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)].Seconds() * 1000
}

func (commands *commands) exchange(ctx context.Context, id peer.ID, wanted protocol.ID, request []byte) error {
	stream, err := commands.open(ctx, id, wanted)
	if err != nil {
		return err
	}
	defer stream.Reset()
	if _, err := stream.Write(request); err != nil {
		return err
	}
	if err := stream.CloseWrite(); err != nil {
		return err
	}
	answer := bytes.NewBuffer(make([]byte, 0, len(request)+bytes.MinRead))
	if _, err := answer.ReadFrom(stream); err != nil {
		return err
	}
	if answer.Len() != len(request) {
		return fmt.Errorf("the answer has %d bytes, expected %d", answer.Len(), len(request))
	}
	return stream.Close()
}

func (commands *commands) setups(ctx context.Context, call *call) (fields, error) {
	info, err := peer.AddrInfoFromString(call.Addr)
	if err != nil {
		return nil, err
	}
	identify := call.Identify == nil || *call.Identify
	started := time.Now()
	for range call.Count {
		commands.forget(info.ID)
		if err := commands.setup(ctx, *info, identify); err != nil {
			return nil, err
		}
	}
	return fields{"seconds": time.Since(started).Seconds(), "count": call.Count}, nil
}

// firstByte: from nothing to the first byte that comes back on a stream.
func (commands *commands) firstByte(ctx context.Context, call *call) (fields, error) {
	info, err := peer.AddrInfoFromString(call.Addr)
	if err != nil {
		return nil, err
	}
	commands.forget(info.ID)
	commands.node.Peerstore().AddAddrs(info.ID, info.Addrs, time.Minute)
	started := time.Now()
	if _, err := commands.node.Network().DialPeer(ctx, info.ID); err != nil {
		return nil, err
	}
	stream, err := commands.open(ctx, info.ID, echoProtocol)
	if err != nil {
		return nil, err
	}
	defer stream.Reset()
	block := make([]byte, 1)
	if _, err := stream.Write(block); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(stream, block); err != nil {
		return nil, err
	}
	return fields{"seconds": time.Since(started).Seconds()}, stream.Close()
}

// setup: Connect waits for identify, DialPeer does not.
func (commands *commands) setup(ctx context.Context, info peer.AddrInfo, identify bool) error {
	if identify {
		if err := commands.node.Connect(ctx, info); err != nil {
			return err
		}
	} else {
		commands.node.Peerstore().AddAddrs(info.ID, info.Addrs, time.Minute)
		if _, err := commands.node.Network().DialPeer(ctx, info.ID); err != nil {
			return err
		}
	}
	return commands.node.Network().ClosePeer(info.ID)
}

func (commands *commands) open(ctx context.Context, id peer.ID, wanted protocol.ID) (network.Stream, error) {
	ctx, cancel := context.WithTimeout(network.WithNoDial(ctx, "only over the connection there is"), defaultTimeout)
	defer cancel()
	return commands.node.NewStream(ctx, id, wanted)
}
