package dev.jlibp2p.node.peers;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A peer in the path, as the API's description has it. */
@Parameter(description = "A peer id, in base58 or as a CID", schema = @Schema(type = "string", minLength = 1, maxLength = 128))
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface PeerIdParameter {}
