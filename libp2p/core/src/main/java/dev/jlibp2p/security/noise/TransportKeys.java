package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.AeadKey;

/** What a finished handshake leaves behind: the key to decrypt with and the key to encrypt with. */
record TransportKeys(AeadKey inbound, AeadKey outbound) {}
