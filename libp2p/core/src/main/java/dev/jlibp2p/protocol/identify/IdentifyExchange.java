package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.connection.DelimitedMessages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Statements as they travel: length-prefixed messages until the end of the stream. Blocks. */
final class IdentifyExchange {

    private IdentifyExchange() {}

    /**
     * Reads until the end, or until ten messages are read. What goes wrong after the first message only ends the reading, because
     * some peers end their streams badly, and a statement that is cut is still true.
     */
    static PeerStatement read(InputStream input) throws IOException {
        PeerStatement statement = new PeerStatement();
        statement.add(DelimitedMessages.read(input, PeerStatement.MAX_BYTES));
        int messages = 1;
        while (messages < PeerStatement.MAX_MESSAGES && readsMore(input, statement)) {
            messages++;
        }
        return statement;
    }

    static void write(OutputStream output, List<byte[]> messages) throws IOException {
        for (byte[] message : messages) {
            DelimitedMessages.write(output, message);
        }
        output.flush();
    }

    private static boolean readsMore(InputStream input, PeerStatement statement) {
        try {
            statement.add(DelimitedMessages.read(input, PeerStatement.MAX_BYTES));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
