package dev.jlibp2p.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelimitedMessagesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 70_000})
    void whatWasWrittenIsRead(int length) throws IOException {
        byte[] message = new byte[length];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DelimitedMessages.write(out, message);
        assertThat(DelimitedMessages.read(new ByteArrayInputStream(out.toByteArray()), length)).isEqualTo(message);
    }

    @Test
    void aLengthAboveTheLimitIsRefusedBeforeAnythingIsRead() {
        InputStream input = new ByteArrayInputStream(new byte[]{(byte) 0x81, 1, 0, 0});
        assertThatThrownBy(() -> DelimitedMessages.read(input, 128)).isInstanceOf(IOException.class)
                .hasMessage("message of 129 bytes (expected: at most 128)");
    }

    /** X-21, C2: lengths of 2^28 and more, up to ten bytes of prefix, cost nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"8080808001", "ffffffff0f", "ffffffffffffffff7f", "ffffffffffffffffff01",
        "8080808080808080808001"})
    void aGiganticLengthIsRefused(String prefix) {
        InputStream input = new ByteArrayInputStream(java.util.HexFormat.of().parseHex(prefix));
        assertThatThrownBy(() -> DelimitedMessages.read(input, 1 << 20)).isInstanceOf(IOException.class)
                .hasMessageContaining("message length");
    }

    @Test
    void aLengthThatIsNotMinimalIsRefused() {
        InputStream input = new ByteArrayInputStream(new byte[]{(byte) 0x80, 0});
        assertThatThrownBy(() -> DelimitedMessages.read(input, 10)).hasMessageContaining("minimally");
    }

    @Test
    void everyCutIsAnEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DelimitedMessages.write(out, new byte[200]);
        byte[] whole = out.toByteArray();
        for (int cut = 0; cut < whole.length; cut++) {
            InputStream input = new ByteArrayInputStream(whole, 0, cut);
            assertThatThrownBy(() -> DelimitedMessages.read(input, 200)).isInstanceOf(EOFException.class);
        }
    }
}
