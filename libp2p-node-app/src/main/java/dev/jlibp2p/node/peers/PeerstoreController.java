package dev.jlibp2p.node.peers;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.node.paging.Page;
import dev.jlibp2p.node.paging.PageQuery;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.node.problem.Problems;
import dev.jlibp2p.peerstore.KnownAddress;
import dev.jlibp2p.peerstore.KnownPeer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows and forgets what is known about peers. */
@RestController
@RequestMapping("/api/v1/peerstore")
final class PeerstoreController {

    private final Host host;

    PeerstoreController(Host host) {
        this.host = host;
    }

    @GetMapping
    @Operation(operationId = "listPeerstore", summary = "All that is known about peers, connected or not")
    Page<KnownPeerView> list(@Valid PageQuery page) {
        return page.of(host.peerStore().peers().stream().sorted().toList()).map(this::view);
    }

    @DeleteMapping("/{peerId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "forgetPeer", summary = "Forgets a peer; its connections stay open")
    @ApiResponse(responseCode = "204", description = "Forgotten")
    @Problems(ProblemCode.NOT_FOUND)
    void forget(@PeerIdParameter @PathVariable PeerId peerId) {
        if (!host.peerStore().forget(peerId)) {
            throw new ApiException(ProblemCode.NOT_FOUND, "nothing is known about peer " + peerId);
        }
    }

    /** A peer may have been forgotten since its page was made up. */
    private KnownPeerView view(PeerId id) {
        Optional<KnownPeer> known = host.peerStore().peer(id);
        return new KnownPeerView(id.toString(), known.map(KnownPeer::connected).orElse(false),
                known.map(KnownPeer::agentVersion).orElse(""),
                known.map(peer -> peer.addresses().stream().map(KnownAddressView::of).toList()).orElse(List.of()),
                known.map(peer -> peer.protocols().stream().map(Object::toString).sorted().toList())
                        .orElse(List.of()));
    }

    /**
     * What is known about one peer.
     *
     * @param agentVersion what it calls itself; empty while unknown
     * @param addrs where it may be reached, without its peer id
     */
    record KnownPeerView(String peerId, boolean connected, String agentVersion, List<KnownAddressView> addrs,
            List<String> protocols) {}

    /**
     * One address of a peer.
     *
     * @param lifetime how long it is kept: temporary, recent, discovered, connected or permanent
     * @param certified whether the peer has signed it
     */
    record KnownAddressView(String addr, String lifetime, boolean certified) {

        static KnownAddressView of(KnownAddress address) {
            return new KnownAddressView(address.address().toString(),
                    address.lifetime().name().toLowerCase(Locale.ROOT), address.certified());
        }
    }
}
