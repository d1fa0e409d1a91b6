package dev.jlibp2p.security.noise;

import dev.jlibp2p.fuzz.Fuzz;
import dev.jlibp2p.fuzz.HostileChannel;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Noise before, in and after the handshake. The first byte of the input says whether the rest is what a stranger sends in
 * place of a handshake, the payload of a peer whose handshake is in order, or what follows a good handshake.
 */
public final class NoiseFuzz {
    private static final List<ProtocolId> MUXERS = List.of(ProtocolId.of("/yamux/1.0.0"));
    private static final NoiseSecurity OURS = new NoiseSecurity(Identity.generate(KeyType.ED25519, new SecureRandom()));
    private static final NoiseSecurity PEERS = new NoiseSecurity(
            Identity.generate(KeyType.ED25519, new SecureRandom()));

    private NoiseFuzz() {}

    public static List<byte[]> seeds() {
        byte[] payload = {0x0a, 2, 1, 2, 0x12, 2, 3, 4, 0x22, 5, 0x12, 3, 'm', 'u', 'x'};
        return List.of(input(0xfc, records(32)), input(0xfd, records(32, 96)), input(2, payload),
                input(0x83, records(16, 40)));
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        int piece = 1 + ((input[0] & 0xff) >>> 2) * 3;
        switch (input[0] & 3) {
            case 0 -> stranger(Role.RESPONDER, piece, input);
            case 1 -> stranger(Role.INITIATOR, piece, input);
            case 2 -> payload(input);
            default -> afterHandshake(piece, input);
        }
    }

    private static void stranger(Role role, int piece, byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel();
        Future<SecuredChannel> secured = OURS.secure(channel, context(role));
        new HostileChannel(channel, piece).play(input, 1);
        Fuzz.require(secured.isDone() && !secured.isSuccess(), "a stranger proves nobody");
    }

    private static void payload(byte[] input) {
        try {
            HandshakePayload payload = HandshakePayload.decode(Arrays.copyOfRange(input, 1, input.length));
            Fuzz.require(payload.muxers().size() <= HandshakePayload.MAX_MUXERS,
                    "a payload names a bounded number of muxers");
        } catch (HandshakeException e) {
            // an honest refusal
        }
    }

    private static void afterHandshake(int piece, byte[] input) {
        EmbeddedChannel ours = new EmbeddedChannel();
        EmbeddedChannel peers = new EmbeddedChannel();
        Future<SecuredChannel> secured = OURS.secure(ours, context(Role.RESPONDER));
        PEERS.secure(peers, context(Role.INITIATOR));
        for (int flight = 0; flight < 3; flight++) {
            carry(peers, ours);
            carry(ours, peers);
        }
        Fuzz.require(secured.isSuccess(), "two of ours get along");
        peers.finishAndReleaseAll();
        new HostileChannel(ours, piece).play(input, 1);
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf message = from.readOutbound(); message != null; message = from.readOutbound()) {
            to.writeInbound(message);
        }
    }

    private static SecurityContext context(Role role) {
        return new SecurityContext(role, null, MUXERS, new byte[0]);
    }

    private static byte[] records(int... lengths) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int length : lengths) {
            bytes.writeBytes(ByteBuffer.allocate(2 + length).putShort((short) length).array());
        }
        return bytes.toByteArray();
    }

    private static byte[] input(int mode, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put((byte) mode).put(rest).array();
    }
}
