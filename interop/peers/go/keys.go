package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/libp2p/go-libp2p/core/crypto"
)

var keyTypes = map[string]int{
	"ed25519":   crypto.Ed25519,
	"secp256k1": crypto.Secp256k1,
	"ecdsa":     crypto.ECDSA,
	"rsa":       crypto.RSA,
}

func privateKey(name string, seed int) (crypto.PrivKey, error) {
	keyType, known := keyTypes[name]
	if !known {
		return nil, fmt.Errorf("unknown key type %q, expected ed25519, secp256k1, ecdsa or rsa", name)
	}
	var random io.Reader = rand.Reader
	if seed >= 0 && keyType == crypto.Ed25519 {
		fixed := make([]byte, 32)
		binary.LittleEndian.PutUint32(fixed, uint32(seed))
		random = bytes.NewReader(fixed)
	}
	key, _, err := crypto.GenerateKeyPairWithReader(keyType, 2048, random)
	return key, err
}
