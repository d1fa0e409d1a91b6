package dev.jlibp2p.multiformats;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One step of a {@link Multiaddr}: a protocol and, where it takes one, its value. Immutable; any thread. */
public final class Component {
    private final Protocol protocol;
    private final byte[] value;

    private Component(Protocol protocol, byte[] value) {
        this.protocol = protocol;
        this.value = value;
    }

    /** A component of a protocol that takes no value. */
    public static Component of(Protocol protocol) {
        return of(protocol, new byte[0]);
    }

    /** A component from the text of its value, as it stands between slashes. */
    public static Component of(Protocol protocol, String value) {
        try {
            return fromBytes(protocol, protocol.value().encode(value));
        } catch (InvalidDataException | IllegalArgumentException e) {
            throw new IllegalArgumentException("/" + protocol + ": " + e.getMessage(), e);
        }
    }

    /** A component from the bytes of its value, which are copied. */
    public static Component of(Protocol protocol, byte[] value) {
        try {
            return fromBytes(protocol, value);
        } catch (InvalidDataException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Reads the bytes of a value that came from somewhere else; they are copied. */
    public static Component fromBytes(Protocol protocol, byte[] value) throws InvalidDataException {
        int size = protocol.value().size();
        if (size >= 0 && value.length != size) {
            throw new InvalidDataException(
                    "/" + protocol + " has a value of " + value.length + " bytes: expected " + size);
        }
        protocol.value().validate(value);
        return new Component(protocol, value.clone());
    }

    /** What kind of step this is. */
    public Protocol protocol() {
        return protocol;
    }

    /** The canonical text of the value, empty if the protocol takes none. */
    public String value() {
        return protocol.value().decode(value);
    }

    /** A copy of the bytes of the value, without protocol code and length. */
    public byte[] bytes() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Component that && protocol == that.protocol && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * protocol.code() + Arrays.hashCode(value);
    }

    /** The text form, from its slash on. */
    @Override
    public String toString() {
        if (!protocol.hasValue()) {
            return "/" + protocol;
        }
        return "/" + protocol + (protocol.value().takesRest() ? "" : "/") + value();
    }

    int encodedSize() {
        int size = Varint.size(protocol.code()) + value.length;
        return isLengthPrefixed() ? size + Varint.size(value.length) : size;
    }

    void writeTo(ByteBuffer target) {
        Varint.write(protocol.code(), target);
        if (isLengthPrefixed()) {
            Varint.write(value.length, target);
        }
        target.put(value);
    }

    private boolean isLengthPrefixed() {
        return protocol.value().size() == ComponentValue.VARIABLE;
    }
}
