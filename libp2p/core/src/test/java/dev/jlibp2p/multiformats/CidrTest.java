package dev.jlibp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.255.255, true", "10.0.0.0/8, 11.0.0.0, false", "10.1.2.3/8, 10.0.0.1, true",
        "192.0.2.7, 192.0.2.7, true", "192.0.2.7, 192.0.2.6, false", "0.0.0.0/0, 203.0.113.9, true",
        "192.0.2.0/25, 192.0.2.127, true", "192.0.2.0/25, 192.0.2.128, false", "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true", "2001:db8::/32, 2001:db9::1, false", "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false", "2001:db8::1, 2001:db8::1, true"})
    void aRangeHoldsWhatSharesItsLeadingBits(String range, String ip, boolean contained) throws Exception {
        assertThat(Cidr.of(range).contains(InetAddress.getByName(ip).getAddress())).isEqualTo(contained);
    }

    @Test
    void ip4InsideIp6IsIp4() {
        byte[] mapped = Component.of(Protocol.IP6, "::ffff:10.1.2.3").bytes();

        assertThat(mapped).hasSize(16);
        assertThat(Cidr.of("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Cidr.of("::/0").contains(mapped)).isFalse();
        assertThat(Cidr.of("::ffff:10.0.0.0/104")).isEqualTo(Cidr.of("10.0.0.0/8")).hasToString("10.0.0.0/8");
        assertThat(Cidr.unmapped(Component.of(Protocol.IP6, "::1").bytes())).hasSize(16);
    }

    @Test
    void everyNumberOfBitsCutsWhereItSays() {
        byte[] ones = new byte[16];
        java.util.Arrays.fill(ones, (byte) 0xff);
        for (int bits = 0; bits < 128; bits++) {
            byte[] flipped = ones.clone();
            flipped[bits / 8] ^= (byte) (0x80 >> bits % 8);
            assertThat(Cidr.of(ones, bits).contains(flipped)).as("bit %d does not count", bits).isTrue();
            assertThat(Cidr.of(ones, bits + 1).contains(flipped)).as("bit %d counts", bits).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8",
        "2001:db8::/129", "node.example/8", "10.0.0.0/9999999999"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(text));
    }
}
