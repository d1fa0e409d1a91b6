package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
	"github.com/multiformats/go-multiaddr"
)

// identified keeps what identify and identify push told about each peer since it connected.
type identified struct {
	node    host.Host
	mutex   sync.Mutex
	results map[peer.ID]event.EvtPeerIdentificationCompleted
	changed chan struct{}
}

func newIdentified(node host.Host) (*identified, error) {
	events, err := node.EventBus().Subscribe(new(event.EvtPeerIdentificationCompleted), eventbus.BufSize(1024))
	if err != nil {
		return nil, err
	}
	identified := &identified{
		node:    node,
		results: map[peer.ID]event.EvtPeerIdentificationCompleted{},
		changed: make(chan struct{}),
	}
	go func() {
		for happened := range events.Out() {
			identified.learn(happened.(event.EvtPeerIdentificationCompleted))
		}
	}()
	return identified, nil
}

// learn merges: a push has no observed address.
func (identified *identified) learn(now event.EvtPeerIdentificationCompleted) {
	identified.mutex.Lock()
	defer identified.mutex.Unlock()
	if before, known := identified.results[now.Peer]; known && now.ObservedAddr == nil {
		now.ObservedAddr = before.ObservedAddr
	}
	identified.results[now.Peer] = now
	close(identified.changed)
	identified.changed = make(chan struct{})
}

// about waits until the peer is identified and, where one is named, has the protocol.
func (identified *identified) about(ctx context.Context, id peer.ID, wanted protocol.ID) (fields, error) {
	for {
		identified.mutex.Lock()
		result, known := identified.results[id]
		changed := identified.changed
		identified.mutex.Unlock()
		if known && !result.Conn.IsClosed() && (wanted == "" || slices.Contains(result.Protocols, wanted)) {
			return identified.report(result), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("timed out waiting for identify of %s %s", id, wanted)
		}
	}
}

func (identified *identified) report(result event.EvtPeerIdentificationCompleted) fields {
	report := fields{
		"peerId":          result.Peer.String(),
		"agentVersion":    result.AgentVersion,
		"protocolVersion": result.ProtocolVersion,
		"protocols":       result.Protocols,
		"listenAddrs":     texts(result.ListenAddrs),
		"observedAddr":    nil,
		"publicKeyType":   nil,
		"signedRecord":    signedRecord(result),
	}
	if result.ObservedAddr != nil {
		report["observedAddr"] = result.ObservedAddr.String()
	}
	if key := identified.node.Peerstore().PubKey(result.Peer); key != nil {
		report["publicKeyType"] = key.Type().String()
	}
	return report
}

// signedRecord: go hands out an envelope only after it has verified it.
func signedRecord(result event.EvtPeerIdentificationCompleted) fields {
	if result.SignedPeerRecord == nil {
		return fields{"present": false}
	}
	opened, err := result.SignedPeerRecord.Record()
	if err != nil {
		return fields{"present": true, "valid": false}
	}
	record, isPeerRecord := opened.(*peer.PeerRecord)
	if !isPeerRecord {
		return fields{"present": true, "valid": false}
	}
	return fields{"present": true, "valid": record.PeerID == result.Peer,
		"seq": strconv.FormatUint(record.Seq, 10), "addrs": texts(record.Addrs)}
}

func texts(addrs []multiaddr.Multiaddr) []string {
	result := []string{}
	for _, addr := range addrs {
		result = append(result, addr.String())
	}
	return result
}
