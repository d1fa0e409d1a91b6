package dev.jlibp2p.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.Cid;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.multiformats.Multihash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {
    /** All from libp2p/specs peer-ids. */
    private static final String HASHED = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
    private static final String HASHED_CID = "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe";
    private static final String INLINE = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

    @ParameterizedTest
    @CsvSource({HASHED + "," + HASHED, HASHED_CID + "," + HASHED, INLINE + "," + INLINE,
        "k2k4r8oqamigqdo6o7hsbfwd45y70oyynp98usk7zmyfrzpqxh1pohl7,QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC",
        "bafzaajaiaejcalj543iwv2d7pkjt7ykvefrkfu7qjfi6sduakhso4lay6abn2d5u,"
                + "12D3KooWCryG7Mon9orvQxcS1rYZjotPgpwoJNHHKcLLfE4Hf5mV"})
    void readsBothFormsAndPrintsBase58(String text, String base58) throws InvalidDataException {
        PeerId id = PeerId.of(text);

        assertThat(id).hasToString(base58);
        assertThat(PeerId.of(id.toCid().toString())).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(PeerId.of(id.toCid().encode(Multibase.BASE36))).isEqualTo(id);
        assertThat(PeerId.fromBytes(id.bytes())).isEqualTo(id);
    }

    /** From test-plans, gossipsub-interop: the ids of 10,000 keys whose seed is the node's number. */
    @Test
    void tenThousandPeerIdsAreThoseOfGo() throws InvalidDataException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int node = 0; node < 10_000; node++) {
            byte[] seed = new byte[32];
            seed[0] = (byte) node;
            seed[1] = (byte) (node >> 8);
            byte[] key = new byte[32];
            Ed25519.generatePublicKey(seed, 0, key, 0);
            PeerId id = PublicKey.of(KeyType.ED25519, key).peerId();
            digest.update((">" + node + ":" + id + "\n").getBytes(UTF_8));
        }

        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("11395ea896d00ca25f7f648ebb336488ee092096a5498d90d76b92eaec27867a");
    }

    @ParameterizedTest
    @EnumSource
    void inlinesShortKeysOnly(KeyType type) throws InvalidDataException {
        PublicKey key = KeyVectorsTest.vector(type).publicKey();
        boolean isShort = type == KeyType.ED25519 || type == KeyType.SECP256K1;

        assertThat(key.peerId().multihash().code()).isEqualTo(isShort ? Multihash.IDENTITY : Multihash.SHA2_256);
        assertThat(key.peerId().publicKey().isPresent()).isEqualTo(isShort);
        assertThat(key.peerId().publicKey()).satisfiesAnyOf(
                found -> assertThat(found).isEmpty(), found -> assertThat(found).contains(key));
        assertThat(key.peerId().matches(key)).isTrue();
        assertThat(PeerId.of(INLINE).matches(key)).isFalse();
    }

    /** C4: an inlined key of more than 42 bytes. */
    @Test
    void takesInlineKeysUpToTheBound() throws InvalidDataException {
        byte[] longest = Multihash.identity(new byte[PeerId.MAX_INLINE_KEY]).bytes();
        byte[] longer = Multihash.identity(new byte[PeerId.MAX_INLINE_KEY + 1]).bytes();

        assertThat(PeerId.fromBytes(longest).publicKey()).as("zeros are no key").isEmpty();
        assertThatThrownBy(() -> PeerId.fromBytes(longer)).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> PeerId.fromBytes(new byte[2])).isInstanceOf(InvalidDataException.class);
    }

    /** C4: other hashes, a hash cut short, other codecs. */
    @Test
    void refusesOtherHashesAndCodecs() {
        byte[] sha512 = Multihash.sha512(new byte[0]).bytes();
        byte[] cut = Multihash.of(Multihash.SHA2_256, new byte[31]).bytes();
        String raw = Cid.v1(Cid.RAW, Multihash.sha256(new byte[0])).toString();

        assertThatThrownBy(() -> PeerId.fromBytes(sha512)).hasMessageContaining("no peer id");
        assertThatThrownBy(() -> PeerId.fromBytes(cut)).hasMessageContaining("no peer id");
        assertThatIllegalArgumentException().isThrownBy(() -> PeerId.of(raw)).withMessageContaining("libp2p-key");
    }

    @Test
    void refusesEveryPart() {
        byte[] whole = PeerId.of(INLINE).bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PeerId.fromBytes(part)).isInstanceOf(InvalidDataException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "Qm", "12D3KooW", "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5", "peer",
        "zQmYyQSo1", "Q/m",
        "z" + HASHED, "11111111111111111111111111111111111111111111111111"})
    void refusesMalformedText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerId.of(text))
                .withMessageContaining("\"" + text + "\" is no peer id");
    }

    @Test
    void boundsItsText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerId.of("1".repeat(1 << 20)))
                .withMessageContaining("at most 128")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void isFoundAtTheEndOfAnAddress() {
        PeerId id = PeerId.of(INLINE);
        Multiaddr bare = Multiaddr.of("/ip4/192.0.2.1/tcp/4001");

        assertThat(id.addTo(bare)).hasToString(bare + "/p2p/" + INLINE);
        assertThat(PeerId.in(id.addTo(bare))).contains(id);
        assertThat(PeerId.in(bare)).isEmpty();
        assertThat(PeerId.in(Multiaddr.of("/p2p/" + INLINE + "/p2p-circuit"))).isEmpty();
    }

    @Test
    void isOrderedByUnsignedBytes() throws InvalidDataException {
        PeerId low = PeerId.fromBytes(Multihash.identity(new byte[]{1}).bytes());
        PeerId high = PeerId.fromBytes(Multihash.identity(new byte[]{(byte) 0x80}).bytes());

        assertThat(low).isLessThan(high).isEqualByComparingTo(low);
    }
}
