package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/libp2p/go-libp2p/core/network"
)

const blockSize = 64 * 1024

// deterministicBytes are the bytes of a seed: xorshift32, four little-endian bytes a step, the same in every peer.
func deterministicBytes(seed uint32, length int) []byte {
	payload := make([]byte, (length+3)/4*4)
	state := seed ^ 0x9e3779b9
	if state == 0 {
		state = 1
	}
	for at := 0; at < len(payload); at += 4 {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		binary.LittleEndian.PutUint32(payload[at:], state)
	}
	return payload[:length]
}

// echoOver writes the payload while it reads, half-closes and compares. Reading starts when gate is closed.
func echoOver(stream network.Stream, payload []byte, chunk int, gate <-chan struct{}) (fields, error) {
	written := make(chan error, 1)
	go func() {
		written <- writeChunks(stream, payload, chunk)
	}()
	<-gate
	hash := sha256.New()
	received, err := io.Copy(hash, stream)
	if err == nil {
		err = <-written
	}
	if err != nil {
		stream.Reset()
		return nil, err
	}
	got := hex.EncodeToString(hash.Sum(nil))
	sent := sha256.Sum256(payload)
	if expected := hex.EncodeToString(sent[:]); got != expected {
		return nil, fmt.Errorf("echoed %d bytes with sha256 %s, sent %d bytes with %s", received, got, len(payload), expected)
	}
	return fields{"bytes": received, "sha256": got}, stream.Close()
}

func writeChunks(stream network.Stream, payload []byte, chunk int) error {
	if chunk <= 0 {
		chunk = blockSize
	}
	for len(payload) > 0 {
		piece := payload[:min(chunk, len(payload))]
		if _, err := stream.Write(piece); err != nil {
			return err
		}
		payload = payload[len(piece):]
	}
	return stream.CloseWrite()
}

func writeFiller(writer io.Writer, length uint64) error {
	block := make([]byte, blockSize)
	for length > 0 {
		piece := block[:min(uint64(len(block)), length)]
		if _, err := writer.Write(piece); err != nil {
			return err
		}
		length -= uint64(len(piece))
	}
	return nil
}

func drain(reader io.Reader) (int64, error) {
	block := make([]byte, blockSize)
	var count int64
	for {
		read, err := reader.Read(block)
		count += int64(read)
		if errors.Is(err, io.EOF) {
			return count, nil
		}
		if err != nil {
			return count, err
		}
	}
}
