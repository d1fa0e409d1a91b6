package dev.jlibp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityContract;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.testsupport.Wire;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseSecurityTest extends SecurityContract {
    @Override
    protected SecurityUpgrade upgrade(Identity identity) {
        return new NoiseSecurity(identity);
    }

    @Test
    void theInitiatorsPreferenceSettlesTheMuxer() {
        assertThat(settle(List.of(MPLEX, YAMUX), List.of(YAMUX, MPLEX))).containsOnly(MPLEX);
    }

    @Test
    void theInitiatorMayNameItsChoiceOnly() {
        assertThat(settle(List.of(YAMUX), List.of(MPLEX, YAMUX))).containsOnly(YAMUX);
    }

    @Test
    void leavesTheMuxerToNegotiationWhenTheInitiatorNamesNone() {
        assertThat(settle(List.of(), List.of(YAMUX))).containsOnlyNulls();
    }

    @Test
    void leavesTheMuxerToNegotiationWhenTheResponderNamesNone() {
        assertThat(settle(List.of(YAMUX), List.of())).containsOnlyNulls();
    }

    @Test
    void failsWithoutAMuxerInCommon() {
        Future<SecuredChannel> dialled = dial(List.of(YAMUX), new byte[0]);
        accept(List.of(MPLEX), new byte[0]);
        new Wire(dialling, listening).run();

        assertThat(dialled.cause()).isInstanceOf(HandshakeException.class)
                .hasMessageContaining("/yamux/1.0.0")
                .hasMessageContaining("/mplex/6.7.0");
    }

    @Test
    void refusesAnotherPrologue() {
        Future<SecuredChannel> dialled = dial(List.of(), new byte[]{1});
        accept(List.of(), new byte[]{2});
        new Wire(dialling, listening).run();

        assertThat(dialled.cause()).isInstanceOf(HandshakeException.class);
    }

    @Test
    void acceptsTheSamePrologue() {
        Future<SecuredChannel> dialled = dial(List.of(), new byte[]{1});
        Future<SecuredChannel> accepted = accept(List.of(), new byte[]{1});
        new Wire(dialling, listening).run();

        assertThat(dialled.isSuccess()).isTrue();
        assertThat(accepted.isSuccess()).isTrue();
    }

    private List<ProtocolId> settle(List<ProtocolId> initiators, List<ProtocolId> responders) {
        Future<SecuredChannel> dialled = dial(initiators, new byte[0]);
        Future<SecuredChannel> accepted = accept(responders, new byte[0]);
        new Wire(dialling, listening).run();
        return Arrays.asList(dialled.getNow().muxer(), accepted.getNow().muxer());
    }

    private Future<SecuredChannel> dial(List<ProtocolId> muxers, byte[] prologue) {
        return upgrade(dialler).secure(dialling, new SecurityContext(Role.INITIATOR, null, muxers, prologue));
    }

    private Future<SecuredChannel> accept(List<ProtocolId> muxers, byte[] prologue) {
        return upgrade(listener).secure(listening, new SecurityContext(Role.RESPONDER, null, muxers, prologue));
    }
}
