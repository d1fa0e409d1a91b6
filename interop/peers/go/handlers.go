package main

import (
	"encoding/binary"
	"io"
	"sync"
	"sync/atomic"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
)

const (
	echoProtocol            = "/echo/1.0.0"
	perfProtocol            = "/perf/1.0.0"
	halfCloseProtocol       = "/test/half-close/1.0.0"
	resetProtocol           = "/test/reset/1.0.0"
	sinkProtocol            = "/test/sink/1.0.0"
	requestResponseProtocol = "/test/reqres/1.0.0"
)

// handlers is the server side of every protocol the matrix uses.
type handlers struct {
	node         host.Host
	echoFinished atomic.Int64
	echoFailed   atomic.Int64
	sinkBytes    atomic.Int64

	mutex    sync.Mutex
	sinks    int
	sinkGate chan struct{}
}

func startHandlers(node host.Host) *handlers {
	handlers := &handlers{node: node, sinkGate: make(chan struct{})}
	handlers.handle(echoProtocol, handlers.echo)
	handlers.handle(perfProtocol, perf)
	handlers.handle(halfCloseProtocol, halfClose)
	handlers.handle(resetProtocol, reset)
	handlers.handle(sinkProtocol, handlers.sink)
	handlers.handle(requestResponseProtocol, requestResponse)
	return handlers
}

func (handlers *handlers) handle(id protocol.ID, serve func(network.Stream) error) {
	handlers.node.SetStreamHandler(id, func(stream network.Stream) {
		if err := serve(stream); err != nil {
			stream.Reset()
			return
		}
		stream.Close()
	})
}

func (handlers *handlers) add(id protocol.ID) {
	handlers.handle(id, func(network.Stream) error { return nil })
}

// release lets the sinks that wait now read on.
func (handlers *handlers) release() int {
	handlers.mutex.Lock()
	defer handlers.mutex.Unlock()
	released := handlers.sinks
	handlers.sinks = 0
	close(handlers.sinkGate)
	handlers.sinkGate = make(chan struct{})
	return released
}

func (handlers *handlers) echo(stream network.Stream) error {
	block := make([]byte, blockSize)
	_, err := io.CopyBuffer(struct{ io.Writer }{stream}, struct{ io.Reader }{stream}, block)
	if err != nil {
		handlers.echoFailed.Add(1)
		return err
	}
	handlers.echoFinished.Add(1)
	return nil
}

func (handlers *handlers) sink(stream network.Stream) error {
	handlers.mutex.Lock()
	gate := handlers.sinkGate
	handlers.sinks++
	handlers.mutex.Unlock()
	<-gate
	count, err := drain(stream)
	if err != nil {
		return err
	}
	handlers.sinkBytes.Add(count)
	return binary.Write(stream, binary.BigEndian, count)
}

func perf(stream network.Stream) error {
	var download uint64
	if err := binary.Read(stream, binary.BigEndian, &download); err != nil {
		return err
	}
	if _, err := drain(stream); err != nil {
		return err
	}
	return writeFiller(stream, download)
}

func halfClose(stream network.Stream) error {
	request, err := io.ReadAll(stream)
	if err != nil {
		return err
	}
	_, err = stream.Write(append([]byte("answer:"), request...))
	return err
}

func reset(stream network.Stream) error {
	if _, err := stream.Read(make([]byte, 1)); err != nil {
		return err
	}
	return stream.Reset()
}

func requestResponse(stream network.Stream) error {
	head := make([]byte, 4)
	if _, err := io.ReadFull(stream, head); err != nil {
		return err
	}
	answer := make([]byte, 4+binary.BigEndian.Uint32(head))
	copy(answer, head)
	if _, err := io.ReadFull(stream, answer[4:]); err != nil {
		return err
	}
	_, err := stream.Write(answer)
	return err
}
