package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A payload and who signed it, for one purpose: the domain, which is part of what is signed and never sent. Immutable;
 * any thread. An envelope that exists has a valid signature. See libp2p/specs RFC 0002.
 */
public final class SignedEnvelope {
    /** The longest encoding that is read. */
    public static final int MAX_BYTES = 65536;

    private final EnvelopeMessage message;

    private SignedEnvelope(EnvelopeMessage message) {
        this.message = message;
    }

    /** Signs a payload; domain and payload type must not be empty. */
    public static SignedEnvelope seal(Identity signer, String domain, byte[] payloadType, byte[] payload) {
        if (domain.isEmpty() || payloadType.length == 0) {
            throw new IllegalArgumentException("an envelope needs a domain and a payload type");
        }
        byte[] signature = signer.sign(signed(domain, payloadType, payload));
        return new SignedEnvelope(
                new EnvelopeMessage(signer.publicKey(), payloadType.clone(), payload.clone(), signature));
    }

    /** Reads an envelope, which must have this payload type and a valid signature for this domain. */
    public static SignedEnvelope open(byte[] encoded, String domain, byte[] payloadType) throws InvalidDataException {
        return verify(EnvelopeMessage.decode(encoded), domain, payloadType);
    }

    static SignedEnvelope verify(EnvelopeMessage message, String domain, byte[] payloadType)
            throws InvalidDataException {
        if (!Arrays.equals(message.payloadType(), payloadType)) {
            throw new InvalidDataException("envelope has payload type " + hex(message.payloadType()) + ": expected "
                    + hex(payloadType));
        }
        byte[] signed = signed(domain, message.payloadType(), message.payload());
        if (!message.publicKey().verify(signed, message.signature())) {
            throw new InvalidDataException("envelope has no valid signature of " + message.publicKey().peerId()
                    + " for domain " + domain);
        }
        return new SignedEnvelope(message);
    }

    /** The key of the signer. */
    public PublicKey publicKey() {
        return message.publicKey();
    }

    /** A copy of the bytes that say what the payload is. */
    public byte[] payloadType() {
        return message.payloadType().clone();
    }

    /** A copy of what was signed. */
    public byte[] payload() {
        return message.payload().clone();
    }

    /** The protobuf form, without the domain. */
    public byte[] encoded() {
        return message.encode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedEnvelope that && Arrays.equals(encoded(), that.encoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(message.signature());
    }

    @Override
    public String toString() {
        return "SignedEnvelope[" + hex(message.payloadType()) + ", " + message.payload().length + " bytes by "
                + publicKey().peerId() + "]";
    }

    private static byte[] signed(String domain, byte[] payloadType, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : new byte[][]{domain.getBytes(StandardCharsets.UTF_8), payloadType, payload}) {
            out.writeBytes(Varint.encode(field.length));
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 32));
    }
}
