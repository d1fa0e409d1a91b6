package dev.jlibp2p.node.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The token that proves a caller may manage the node. Only its hash is kept, so nothing that is dumped or printed has it. */
final class AdminToken {

    private final byte[] hash;

    AdminToken(byte[] token) {
        hash = hash(token);
    }

    /** Takes the same time wherever they differ. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(hash, hash(presented.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hash(byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
