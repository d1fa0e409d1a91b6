package dev.jlibp2p.spring.test;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes the networks of {@link TestNodes}. JUnit closes what is stored when the test or class it was stored for has ended. */
final class TestNetworkExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(TestNodes.class) && parameter.getParameter().getType() == TestNetwork.class;
    }

    @Override
    public TestNetwork resolveParameter(ParameterContext parameter, ExtensionContext context) {
        int nodes = parameter.findAnnotation(TestNodes.class).orElseThrow().value();
        TestNetwork network = TestNetwork.of(nodes);
        context.getStore(Namespace.create(TestNetworkExtension.class)).put(network, network);
        return network;
    }
}
