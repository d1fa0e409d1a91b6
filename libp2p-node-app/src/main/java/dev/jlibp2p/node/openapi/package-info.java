/**
 * The description of the REST API at {@code /v3/api-docs}. Entry type: {@link dev.jlibp2p.node.openapi.OpenApiConfiguration}.
 * Says nothing that the controllers do not: it reads their parameters, and the {@code @Problems} they name.
 */
@NullMarked
package dev.jlibp2p.node.openapi;

import org.jspecify.annotations.NullMarked;
