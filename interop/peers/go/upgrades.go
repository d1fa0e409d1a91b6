package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/pnet"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/insecure"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	quic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/libp2p/go-libp2p/p2p/transport/websocket"
)

// arguments are those that choose transports, security and muxers.
type arguments struct {
	listen       repeated
	keyType      string
	seed         int
	security     string
	muxer        string
	noEarlyMuxer bool
	psk          string
	tlsCert      string
	tlsKey       string
	tlsCA        string
}

func (arguments *arguments) upgrades() ([]libp2p.Option, error) {
	options, err := arguments.transports()
	if err != nil {
		return nil, err
	}
	for _, name := range strings.Split(arguments.security, ",") {
		option, err := security(name, !arguments.noEarlyMuxer)
		if err != nil {
			return nil, err
		}
		options = append(options, option)
	}
	for _, name := range strings.Split(arguments.muxer, ",") {
		if name != "yamux" {
			return nil, fmt.Errorf("unknown muxer %q, expected yamux", name)
		}
		options = append(options, libp2p.Muxer(yamux.ID, yamux.DefaultTransport))
	}
	return options, nil
}

// transports: QUIC refuses a private network, so it is left out there.
func (arguments *arguments) transports() ([]libp2p.Option, error) {
	options := []libp2p.Option{libp2p.NoTransports, libp2p.Transport(tcp.NewTCPTransport)}
	if arguments.psk == "" {
		options = append(options, libp2p.Transport(quic.NewTransport))
	} else {
		psk, err := readPSK(arguments.psk)
		if err != nil {
			return nil, err
		}
		options = append(options, libp2p.PrivateNetwork(psk))
	}
	secure, err := arguments.secureWebsocket()
	if err != nil {
		return nil, err
	}
	return append(options, libp2p.Transport(websocket.New, secure...)), nil
}

func (arguments *arguments) secureWebsocket() ([]any, error) {
	options := []any{}
	if arguments.tlsCert != "" {
		certificate, err := tls.LoadX509KeyPair(arguments.tlsCert, arguments.tlsKey)
		if err != nil {
			return nil, err
		}
		config := &tls.Config{Certificates: []tls.Certificate{certificate}}
		options = append(options, websocket.WithTLSConfig(config))
	}
	if arguments.tlsCA != "" {
		authority, err := os.ReadFile(arguments.tlsCA)
		if err != nil {
			return nil, err
		}
		trusted := x509.NewCertPool()
		if !trusted.AppendCertsFromPEM(authority) {
			return nil, fmt.Errorf("%s holds no certificate in PEM", arguments.tlsCA)
		}
		options = append(options, websocket.WithTLSClientConfig(&tls.Config{RootCAs: trusted}))
	}
	return options, nil
}

// security: a protocol that is told of no muxer does not negotiate one early.
func security(name string, earlyMuxer bool) (libp2p.Option, error) {
	switch {
	case name == "noise" && earlyMuxer:
		return libp2p.Security(noise.ID, noise.New), nil
	case name == "noise":
		return libp2p.Security(noise.ID, func(id protocol.ID, key crypto.PrivKey) (*noise.Transport, error) {
			return noise.New(id, key, nil)
		}), nil
	case name == "tls" && earlyMuxer:
		return libp2p.Security(libp2ptls.ID, libp2ptls.New), nil
	case name == "tls":
		return libp2p.Security(libp2ptls.ID, func(id protocol.ID, key crypto.PrivKey) (*libp2ptls.Transport, error) {
			return libp2ptls.New(id, key, nil)
		}), nil
	case name == "plaintext":
		return libp2p.Security(insecure.ID, insecure.NewWithIdentity), nil
	}
	return nil, fmt.Errorf("unknown security %q, expected noise, tls or plaintext", name)
}

func readPSK(path string) (pnet.PSK, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return pnet.DecodeV1PSK(file)
}
