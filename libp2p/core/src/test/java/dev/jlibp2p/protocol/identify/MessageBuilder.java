package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.ProtobufWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Identify messages of any shape, honest or not. */
final class MessageBuilder {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    MessageBuilder bytes(int field, byte[] value) {
        return write(new ProtobufWriter().bytes(field, value));
    }

    MessageBuilder text(int field, String value) {
        return write(new ProtobufWriter().text(field, value));
    }

    MessageBuilder protocol(String name) {
        return text(PeerStatement.PROTOCOL, name);
    }

    MessageBuilder address(String text) {
        return bytes(PeerStatement.LISTEN_ADDRESS, Multiaddr.of(text).bytes());
    }

    MessageBuilder number(int field, long value) {
        return write(new ProtobufWriter().number(field, value));
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

    private MessageBuilder write(ProtobufWriter field) {
        bytes.writeBytes(field.toBytes());
        return this;
    }
}
