package dev.jlibp2p.crypto;

import java.util.HexFormat;

/** The object identifiers of key formats, as the content of their DER element. */
final class Oid {
    static final byte[] RSA = hex("2a864886f70d010101");
    static final byte[] EC = hex("2a8648ce3d0201");
    static final byte[] P256 = hex("2a8648ce3d030107");
    static final byte[] SECP256K1 = hex("2b8104000a");
    static final byte[] ED25519 = hex("2b6570");

    private Oid() {}

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
