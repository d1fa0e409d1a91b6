package dev.jlibp2p.spring.payload;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.Serial;
import java.util.function.Function;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Peer ids, addresses and protocols as the text that people read. */
final class TextModule extends SimpleModule {

    @Serial
    private static final long serialVersionUID = 1L;

    TextModule() {
        super("libp2p");
        add(PeerId.class, PeerId::of);
        add(Multiaddr.class, Multiaddr::of);
        add(ProtocolId.class, ProtocolId::of);
    }

    private <T> void add(Class<T> type, Function<String, T> reader) {
        addSerializer(type, new ToStringSerializer(type));
        addDeserializer(type, new TextDeserializer<>(type, reader));
    }

    /** A malformed text is an {@link IllegalArgumentException}, which Jackson makes one of its own. */
    private static final class TextDeserializer<T> extends FromStringDeserializer<T> {

        private final Function<String, T> reader;

        TextDeserializer(Class<T> type, Function<String, T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) {
            return reader.apply(text);
        }
    }
}
