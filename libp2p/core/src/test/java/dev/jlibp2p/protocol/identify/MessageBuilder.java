package dev.jlibp2p.protocol.identify;

import com.google.protobuf.CodedOutputStream;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Identify messages of any shape, honest or not. */
final class MessageBuilder {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    MessageBuilder bytes(int field, byte[] value) {
        return write(output -> output.writeByteArray(field, value));
    }

    MessageBuilder text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    MessageBuilder protocol(String name) {
        return text(PeerStatement.PROTOCOL, name);
    }

    MessageBuilder address(String text) {
        return bytes(PeerStatement.LISTEN_ADDRESS, Multiaddr.of(text).bytes());
    }

    MessageBuilder number(int field, long value) {
        return write(output -> output.writeUInt64(field, value));
    }

    MessageBuilder raw(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    byte[] build() {
        return bytes.toByteArray();
    }

    /** Messages as they travel. */
    static InputStream stream(byte[]... messages) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try {
            for (byte[] message : messages) {
                DelimitedMessages.write(stream, message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(stream.toByteArray());
    }

    private MessageBuilder write(Field field) {
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            field.writeTo(output);
            output.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private interface Field {
        void writeTo(CodedOutputStream output) throws IOException;
    }
}
