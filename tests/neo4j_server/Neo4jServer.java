import java.nio.file.Files;
import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * A real Neo4j Community on a free port of the loopback interface, until standard input ends.
 *
 * Arguments: a directory for its data, empty or of an earlier run; the password of the user
 * neo4j; "read-only" or "read-write". Prints the bolt address on one line when it answers.
 */
public class Neo4jServer {
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        boolean fresh = !Files.exists(home.resolve("data"));
        DatabaseManagementService service = new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .setConfig(GraphDatabaseSettings.read_only_database_default,
                        arguments[2].equals("read-only"))
                .build();
        try {
            if (fresh) {
                service.database("system").executeTransactionally(
                        "ALTER USER neo4j SET PASSWORD '" + arguments[1] + "' CHANGE NOT REQUIRED");
            }
            ConnectorPortRegister ports = ((GraphDatabaseAPI) service.database("system"))
                    .getDependencyResolver().resolveDependency(ConnectorPortRegister.class);
            System.out.println(
                    "bolt://127.0.0.1:" + ports.getLocalAddress(ConnectorType.BOLT).getPort());
            System.out.flush();
            while (System.in.read() >= 0) { }
        } finally {
            service.shutdown();
        }
    }
}
