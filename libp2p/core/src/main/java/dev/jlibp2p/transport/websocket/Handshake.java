package dev.jlibp2p.transport.websocket;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** What both sides of the upgrade from HTTP agree on. See RFC 6455, section 4. */
final class Handshake {

    static final String VERSION = "13";

    /** Bytes of all header lines together that a peer may send. */
    static final int MAX_HEADERS = 8 * 1024;

    private static final int MAX_FIRST_LINE = 2 * 1024;

    private static final int KEY_LENGTH = 16;

    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Handshake() {}

    static HttpDecoderConfig limits() {
        return new HttpDecoderConfig().setMaxInitialLineLength(MAX_FIRST_LINE).setMaxHeaderSize(MAX_HEADERS);
    }

    static String key(byte[] random) {
        return Base64.getEncoder().encodeToString(random);
    }

    static boolean isKey(String key) {
        try {
            return key.length() == 4 * ((KEY_LENGTH + 2) / 3) && Base64.getDecoder().decode(key).length == KEY_LENGTH;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What a server answers to a key, which shows that it has read it. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    static byte[] nonce(RandomGenerator random) {
        byte[] nonce = new byte[KEY_LENGTH];
        random.nextBytes(nonce);
        return nonce;
    }

    static boolean isUpgrade(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }
}
