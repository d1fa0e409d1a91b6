package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.KeyAgreement;

/** The cryptography one handshake runs on. */
record NoiseSuite(KeyAgreement keyAgreement, Aead aead) {}
