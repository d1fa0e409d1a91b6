package dev.jlibp2p.node.peers;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.FieldError;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a connect request: addresses that all lead to one peer, or a peer id whose addresses are known, or both.
 *
 * @param timeout how long to try at most
 * @param tag a label for the peer
 */
record ConnectRequest(@Nullable @Size(max = MAX_ADDRESSES) List<@Nullable String> addrs, @Nullable String peerId,
        @Schema(description = TimedCall.DESCRIPTION) @Nullable String timeout,
        @Schema(pattern = OperatorTags.PATTERN) @Nullable String tag) {

    static final int MAX_ADDRESSES = 64;

    /**
     * What the request asks for.
     *
     * @param addresses may be empty
     */
    record Target(PeerId peer, List<Multiaddr> addresses) {}

    /** @throws ApiException listing everything that is wrong */
    Target target() {
        List<FieldError> errors = new ArrayList<>();
        if (tag != null && !OperatorTags.isValid(tag)) {
            errors.add(new FieldError("tag", OperatorTags.EXPECTED));
        }
        PeerId peer = peerId == null ? null : peerId(errors);
        List<Multiaddr> addresses = addresses(errors);
        for (int i = 0; i < addresses.size(); i++) {
            peer = samePeer(peer, i, addresses.get(i), errors);
        }
        if (errors.isEmpty() && peer == null) {
            errors.add(new FieldError("addrs", "expected addresses that end in /p2p/<peer id>, or a peerId"));
        }
        if (peer == null || !errors.isEmpty()) {
            throw ApiException.malformed(errors);
        }
        return new Target(peer, addresses);
    }

    private @Nullable PeerId peerId(List<FieldError> errors) {
        try {
            return PeerId.of(String.valueOf(peerId));
        } catch (IllegalArgumentException e) {
            errors.add(FieldError.of("peerId", e));
            return null;
        }
    }

    private List<Multiaddr> addresses(List<FieldError> errors) {
        List<Multiaddr> addresses = new ArrayList<>();
        if (addrs != null && addrs.size() > MAX_ADDRESSES) {
            errors.add(new FieldError("addrs",
                    "has " + addrs.size() + " addresses, expected " + MAX_ADDRESSES + " at most"));
        } else if (addrs != null) {
            for (int i = 0; i < addrs.size(); i++) {
                String text = addrs.get(i);
                try {
                    addresses.add(Multiaddr.of(text == null ? "" : text));
                } catch (IllegalArgumentException e) {
                    errors.add(FieldError.of("addrs[" + i + "]", e));
                }
            }
        }
        return addresses;
    }

    private @Nullable PeerId samePeer(@Nullable PeerId peer, int index, Multiaddr address, List<FieldError> errors) {
        PeerId named = PeerId.in(address).orElse(null);
        if (named == null && peerId == null) {
            errors.add(new FieldError("addrs[" + index + "]", "names no peer, expected it to end in /p2p/<peer id>"));
        }
        if (named != null && peer != null && !named.equals(peer)) {
            errors.add(new FieldError("addrs[" + index + "]",
                    "leads to " + named + ", expected " + peer + " like the rest"));
        }
        return peer == null ? named : peer;
    }
}
