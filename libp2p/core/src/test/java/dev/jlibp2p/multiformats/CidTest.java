package dev.jlibp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidTest {
    private static final String V0 = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
    /** The same hash as a peer id; both texts are from libp2p/specs peer-ids. */
    private static final String V1 = "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe";

    @Test
    void readsVersionZero() throws InvalidDataException {
        Cid cid = Cid.of(V0);

        assertThat(cid.version()).isZero();
        assertThat(cid.codec()).isEqualTo(Cid.DAG_PB);
        assertThat(cid).hasToString(V0);
        assertThat(cid.bytes()).hasSize(34);
        assertThat(Cid.fromBytes(cid.bytes())).isEqualTo(cid).hasSameHashCodeAs(cid);
    }

    @Test
    void readsVersionOne() throws InvalidDataException {
        Cid cid = Cid.of(V1);

        assertThat(cid.version()).isEqualTo(1);
        assertThat(cid.codec()).isEqualTo(Cid.LIBP2P_KEY);
        assertThat(cid.multihash()).isEqualTo(Cid.of(V0).multihash());
        assertThat(cid).hasToString(V1).isNotEqualTo(Cid.of(V0));
        assertThat(Cid.fromBytes(cid.bytes())).isEqualTo(cid);
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromEveryBase(Multibase base) {
        Cid cid = Cid.v1(Cid.RAW, Multihash.sha256(new byte[0]));

        assertThat(Cid.of(cid.encode(base))).isEqualTo(cid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Qm", "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5",
        "zQmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
        "f02551200", "f00", "f01", "f0155", "f015512", "f01551220ab", "f01550002ab"})
    void refusesMalformedText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cid.of(text)).withMessageContaining("is no CID");
    }

    @Test
    void refusesEveryPart() {
        byte[] whole = Cid.of(V1).bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Cid.fromBytes(part)).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void versionZeroIsAlwaysTheSameHashAndText() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cid.v0(Multihash.identity(new byte[32])));
        assertThatIllegalStateException().isThrownBy(() -> Cid.of(V0).encode(Multibase.BASE32));
        assertThatThrownBy(() -> Cid.fromBytes(HexFormat.of().parseHex("1210" + "00".repeat(16))))
                .isInstanceOf(InvalidDataException.class);
    }
}
