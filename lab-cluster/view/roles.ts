// What every component is for, told three ways: in plain words, as a busy port, and as an office. Data for the inspector.

export interface Role {
  readonly plain: string;
  /** The cluster as an automated shipping port: nodes are ships, containers are the crates on them. */
  readonly port: string;
  /** The cluster as a company. */
  readonly office: string;
}

const processes: Readonly<Record<string, Role>> = {
  kubectl: {
    plain: 'kubectl turns what you type into requests to the API server and prints the answers. It decides nothing itself.',
    port: 'The shipping agent’s phone. It passes your order to the radio room and reads the reply back to you.',
    office: 'A visitor at the front desk with a filled-in form.',
  },
  'kube-apiserver': {
    plain:
      'The API server is the only door. It checks who asks and whether the request makes sense, stores it, and tells everyone who watches.',
    port: 'The radio operator. Every order goes through this one channel; crews never call each other.',
    office: 'The front desk. It checks your badge, reads the form, files it, and calls whoever asked to be told.',
  },
  etcd: {
    plain: 'etcd keeps every object, under numbered revisions. Whatever is not in it does not exist for the cluster.',
    port: 'The ledger on the wall. A crate that is not written there is not in the port.',
    office: 'The filing cabinet that all departments believe.',
  },
  'kube-scheduler': {
    plain: 'The scheduler picks a node for each pod that has none. It only writes the choice; the kubelet on that node does the work.',
    port: 'The berth planner. Rules out ships without room, ranks the rest, writes one name down. Never touches a crane.',
    office: 'The person who assigns desks. Checks who fits where, writes a name on the plan, and does not carry the boxes.',
  },
  'kube-controller-manager': {
    plain: 'The controller manager runs the controllers: loops that compare what is with what was asked, and write the difference.',
    port: 'The foremen’s office. Each foreman watches one part of the ledger and orders what is missing.',
    office: 'The supervisors. Each one watches one list and corrects it when it drifts.',
  },
  'cloud-controller-manager': {
    plain: 'The cloud controller manager talks to the provider: it orders load balancers and writes down the addresses they get.',
    port: 'The clerk who rents what the port does not own, such as the gate on the public road.',
    office: 'Procurement. It orders from outside suppliers and files the delivery notes.',
  },
  kubelet: {
    plain: 'The kubelet runs the pods that were bound to its node, and reports what really happens to them.',
    port: 'The ship’s captain. Follows the radio, sees that exactly the listed crates are on board, reports their state.',
    office: 'The team leader of one room. Takes the assignments for that room and says how they go.',
  },
  containerd: {
    plain:
      'The container runtime pulls images and starts and stops containers when the kubelet says so. It knows nothing of pods’ purposes.',
    port: 'The crane. It lifts what the captain points at.',
    office: 'The machine that does the work once somebody presses the button.',
  },
  'kube-proxy': {
    plain: 'kube-proxy turns Services into packet rules on its own node. It never carries the traffic itself.',
    port: 'The sign painter. Repaints the road signs at each quay when crates move. Trucks follow the signs on their own.',
    office: 'The person who updates the phone directory at each desk. Calls go straight through.',
  },
  cloud: {
    plain: 'The cloud is the provider behind the cluster: it builds load balancers when asked, and knows nothing of pods.',
    port: 'The city outside the gates. It owns the road and lets out gates.',
    office: 'The telephone company.',
  },
  coredns: {
    plain: 'CoreDNS answers names: it knows which address a Service has, and says so to any pod that asks.',
    port: 'The information booth that knows which gate serves which company.',
    office: 'The phone book.',
  },
};

const controllers: Readonly<Record<string, Role>> = {
  'deployment-controller': {
    plain: 'It keeps one ReplicaSet for each version of a Deployment’s template, and moves replicas from the old one to the new.',
    port: 'Runs the change from the old model of crate to the new, a few at a time, so that the route is never empty.',
    office: 'Plans a change of shift so that the counter is always staffed.',
  },
  'resourcequota-controller': {
    plain: 'It counts what a namespace really has and writes it into its quotas. What goes makes room for what waits.',
    port: 'Walks the quays at night and corrects each company’s tally.',
    office: 'The controller who reconciles the books with what is on the shelves.',
  },
  'replicaset-controller': {
    plain: 'It counts the pods a ReplicaSet has, and creates or deletes some until the number is right.',
    port: 'Counts the crates of one kind, and orders or scraps some until the count is right.',
    office: 'Hires or lets go until the headcount is what was approved.',
  },
  'endpointslice-controller': {
    plain: 'It lists the addresses of the pods that a Service selects, and which of them are ready.',
    port: 'Keeps the list of quays where a company’s crates can be reached right now.',
    office: 'Keeps the list of extensions that will answer for a department.',
  },
  'endpoint-controller': {
    plain: 'It keeps the older Endpoints objects in step, for programs that still read those instead of EndpointSlices.',
    port: 'Copies the same list into the old register.',
    office: 'Keeps the paper copy of the extension list.',
  },
  'namespace-controller': {
    plain: 'When a namespace is deleted, it deletes everything inside first.',
    port: 'Clears a whole basin before the basin itself is closed.',
    office: 'Empties a department’s offices before its name comes off the door.',
  },
  'service-account-controller': {
    plain: 'It gives every namespace its default ServiceAccount.',
    port: 'Issues the first crew pass for every new basin.',
    office: 'Makes the standard badge for every new department.',
  },
  'root-ca-cert-publisher': {
    plain: 'It puts the cluster’s certificate into every namespace, so that pods can trust the API server.',
    port: 'Hangs a picture of the harbour master in every basin, so that nobody follows an impostor.',
    office: 'Posts the company’s official seal on every noticeboard.',
  },
  'generic-garbage-collector': {
    plain: 'It deletes objects whose owners are gone.',
    port: 'Scraps the crates of companies that no longer exist.',
    office: 'Throws away the files of closed projects.',
  },
  'node-lifecycle-controller': {
    plain: 'It notices nodes that stopped reporting, marks them, and so gets their pods moved.',
    port: 'Listens for every ship’s call. When one falls silent, it is marked as lost.',
    office: 'Notices who has not signed in today, and passes their work on.',
  },
  'node-ipam-controller': {
    plain: 'It gives every node its own range of addresses for pods.',
    port: 'Gives every ship its own block of crate numbers.',
    office: 'Gives every room its own block of phone extensions.',
  },
  'taint-eviction-controller': {
    plain: 'It deletes pods from nodes that they can no longer tolerate.',
    port: 'Orders crates off a ship that has been declared unsafe.',
    office: 'Moves people out of a room that has been closed.',
  },
  'disruption-controller': {
    plain: 'It counts, for every PodDisruptionBudget, how many of its pods are healthy, and so how many may be taken away.',
    port: 'Counts the crates a company has in working order, and says how many may be unloaded for repairs of ships.',
    office: 'Keeps count of who is at work, and so of how many may be sent on a course.',
  },
  'service-controller': {
    plain: 'It orders a load balancer from the cloud for each Service that asks for one, and writes down its address.',
    port: 'Rents a gate on the public road for each company that wants one.',
    office: 'Orders an outside phone number for each department that wants one.',
  },
};

const kinds: Readonly<Record<string, Role>> = {
  Deployment: {
    plain: 'A Deployment states what you want. Controllers keep comparing it with what exists, and close the gap.',
    port: 'A standing order: four crates of this kind on the route, always. The port office compares and corrects.',
    office: 'A headcount plan: four people in this role. The supervisors hire or let go until it is true.',
  },
  ReplicaSet: {
    plain: 'A ReplicaSet is one version of a template and how many pods of it there should be.',
    port: 'The order for one model of crate, with a number on it.',
    office: 'The approved headcount for one job description.',
  },
  Pod: {
    plain: 'A pod is one running copy: containers that share an address and a fate. Pods are replaced, never repaired.',
    port: 'A crate on a ship. If it breaks, another one is loaded.',
    office: 'One person at one desk.',
  },
  Service: {
    plain: 'A Service is one lasting address for whichever pods match its labels and are ready.',
    port: 'A sign that always points to wherever this company’s crates are today.',
    office: 'A department’s phone number. Whoever is at their desk answers.',
  },
  EndpointSlice: {
    plain: 'An EndpointSlice lists the addresses behind a Service, and which of them are ready.',
    port: 'The list the sign painters work from.',
    office: 'The list of extensions behind a department’s number.',
  },
  Endpoints: {
    plain: 'Endpoints is the older form of EndpointSlice: one object with all addresses of a Service.',
    port: 'The old register with the same quays.',
    office: 'The paper copy of the extensions.',
  },
  Event: {
    plain: 'An Event is a note that something happened to an object. It is kept for an hour, for people to read.',
    port: 'A line in the logbook.',
    office: 'A note on the noticeboard.',
  },
  Lease: {
    plain: 'A Lease says “still here”, again and again. Nodes and leaders renew theirs; silence means trouble.',
    port: 'The hourly call of every ship.',
    office: 'Signing in every morning.',
  },
  Node: {
    plain: 'A node is a machine that runs pods. It can go away; its pods are then made anew elsewhere.',
    port: 'A ship with limited room.',
    office: 'A room with a limited number of desks.',
  },
  Namespace: {
    plain: 'A namespace keeps names apart, so that two teams can both have a “web”.',
    port: 'A basin of the port, with its own crate names.',
    office: 'A department.',
  },
  ConfigMap: {
    plain: 'A ConfigMap holds settings that pods read, apart from their image.',
    port: 'The handling instructions taped to a crate.',
    office: 'A memo with settings for a team.',
  },
  Secret: {
    plain: 'A Secret holds settings that not everyone may read.',
    port: 'Instructions in a sealed envelope.',
    office: 'A sealed envelope in the safe.',
  },
  LimitRange: {
    plain: 'A LimitRange says how large one container, pod or claim of a namespace may be, and what it gets when it does not say.',
    port: 'The size rules of one basin: no crate heavier than this, and an unlabelled crate counts as that heavy.',
    office: 'What one person in this department may order without asking, and what they get by default.',
  },
  ResourceQuota: {
    plain: 'A ResourceQuota says how much a namespace may have in all. What goes beyond is refused, not queued.',
    port: 'The share of the port that one company has rented. A crate too many is turned away at the gate.',
    office: 'The yearly budget of a department.',
  },
  PriorityClass: {
    plain: 'A PriorityClass names how much a pod matters. When there is no room, pods that matter more may drive out others.',
    port: 'The order of loading: medicine before furniture, and furniture may be put back on the quay.',
    office: 'Who keeps a desk when there are too few.',
  },
  RuntimeClass: {
    plain: 'A RuntimeClass chooses which of a node’s container runtimes runs a pod, for example one with a stronger wall around it.',
    port: 'The kind of crane a crate needs, and which ships have one.',
    office: 'Which kind of room a piece of work needs.',
  },
  StatefulSet: {
    plain: 'A StatefulSet is pods with lasting names and their own storage, started and stopped one after the other.',
    port: 'A convoy with numbered places: each crate keeps its number and its own cold room, whichever ship carries it.',
    office: 'A team with named desks: whoever takes over desk 2 takes over its drawers.',
  },
  DaemonSet: {
    plain: 'A DaemonSet wants one pod on every node that fits.',
    port: 'One fire extinguisher on every ship, new ships included.',
    office: 'A first-aid kit in every room.',
  },
  ControllerRevision: {
    plain: 'A ControllerRevision is an old template that a StatefulSet or DaemonSet can go back to.',
    port: 'A past loading plan, kept in the drawer.',
    office: 'A former version of a job description, filed.',
  },
  Job: {
    plain: 'A Job runs pods until enough of them have finished well.',
    port: 'One delivery: done when the crates have been delivered, not before.',
    office: 'A task with an end. Somebody new gets it if the first one fails.',
  },
  CronJob: {
    plain: 'A CronJob makes a Job each time its schedule says so.',
    port: 'The timetable: every night at three, one delivery.',
    office: 'The recurring entry in the calendar.',
  },
  ReplicationController: {
    plain: 'A ReplicationController is what ReplicaSets grew out of: so many pods of one template.',
    port: 'The order form from before there were models of crate.',
    office: 'The headcount list as it was kept before job descriptions.',
  },
  PodTemplate: {
    plain: 'A PodTemplate is a template with a name of its own. Few programs use it.',
    port: 'A drawing of a crate without an order.',
    office: 'A job description nobody has advertised.',
  },
  Binding: {
    plain: 'A Binding says which node a pod goes to. It is obeyed, not kept.',
    port: 'The slip that assigns a crate to a ship.',
    office: 'The note that assigns somebody a desk.',
  },
  HorizontalPodAutoscaler: {
    plain: 'A HorizontalPodAutoscaler raises and lowers how many pods a workload wants, by what they are doing.',
    port: 'Orders more crates onto a busy route, and fewer when it is quiet.',
    office: 'Calls in more staff when the queue grows.',
  },
  PodDisruptionBudget: {
    plain: 'A PodDisruptionBudget says how many pods may be taken away on purpose at the same time.',
    port: 'The rule that no more than one of these crates may be unloaded at once for repairs of ships.',
    office: 'The rule that never more than one of this team is sent on a course.',
  },
  ValidatingAdmissionPolicy: {
    plain: 'A ValidatingAdmissionPolicy is a rule of your own: an expression that every matching request must satisfy.',
    port: 'A house rule of this port, written by its owner, that the gate checks as well.',
    office: 'A company policy that the front desk applies to every form.',
  },
  ValidatingAdmissionPolicyBinding: {
    plain:
      'A ValidatingAdmissionPolicyBinding puts a policy to work, for some namespaces, and says whether breaking it is refused or noted.',
    port: 'The notice that says from which quays the house rule holds.',
    office: 'The memo that says for which departments a policy holds, and how strictly.',
  },
  MutatingWebhookConfiguration: {
    plain:
      'A MutatingWebhookConfiguration names programs that may change objects before they are stored. The lab keeps it, but calls nobody.',
    port: 'The list of outside firms that repack crates at the gate.',
    office: 'The list of outside consultants who fill in forms.',
  },
  ValidatingWebhookConfiguration: {
    plain:
      'A ValidatingWebhookConfiguration names programs that may refuse objects before they are stored. The lab keeps it, but calls nobody.',
    port: 'The list of outside inspectors who may stop a crate at the gate.',
    office: 'The list of outside auditors who may stop a form.',
  },
  ServiceAccount: {
    plain: 'A ServiceAccount is who a pod is when it talks to the API server.',
    port: 'A crew pass.',
    office: 'A badge.',
  },
  Role: {
    plain: 'A Role is a list of what may be done in one namespace. It allows nobody anything until a RoleBinding names it.',
    port: 'A list of duties in one basin.',
    office: 'A list of what one department lets its people do.',
  },
  ClusterRole: {
    plain: 'A ClusterRole is a list of what may be done, in any namespace or to things that are in none.',
    port: 'A list of duties that holds in every basin.',
    office: 'A list of what people may do in the whole company.',
  },
  RoleBinding: {
    plain: 'A RoleBinding gives a role to people and programs within one namespace.',
    port: 'The note that says whose duties these are in one basin.',
    office: 'The letter that gives somebody a post in one department.',
  },
  ClusterRoleBinding: {
    plain: 'A ClusterRoleBinding gives a ClusterRole to people and programs everywhere.',
    port: 'The note that says whose duties these are in the whole port.',
    office: 'The letter that gives somebody a post in the whole company.',
  },
  PersistentVolume: {
    plain: 'A PersistentVolume is a piece of storage that outlives pods: a disk in the cloud, a share, a folder of a node.',
    port: 'A cold room on the quay. Crates come and go; what was put there stays.',
    office: 'A storage cabinet that belongs to the company, not to whoever uses it.',
  },
  PersistentVolumeClaim: {
    plain: 'A PersistentVolumeClaim asks for storage of a size and a kind. Pods name the claim; which volume it gets is decided once.',
    port: 'The order form for a cold room: so large, for so many keys.',
    office: 'The request for a cabinet, with the size that is needed.',
  },
  StorageClass: {
    plain: 'A StorageClass says which driver makes volumes on demand, and with which settings.',
    port: 'The catalogue of cold rooms that can be built while you wait.',
    office: 'The catalogue of cabinets Procurement can order.',
  },
  VolumeAttributesClass: {
    plain: 'A VolumeAttributesClass names settings of a volume that may change while it is in use, such as its speed.',
    port: 'The settings of a cold room’s cooling, by name.',
    office: 'A service level for cabinets that can be changed later.',
  },
  VolumeAttachment: {
    plain: 'A VolumeAttachment says that a volume is, or shall be, attached to a node.',
    port: 'The slip that connects a cold room to one ship.',
    office: 'The note that a cabinet stands in this room now.',
  },
  CertificateSigningRequest: {
    plain: 'A CertificateSigningRequest asks that a key be certified; once somebody has approved it, it holds the certificate.',
    port: 'An application for papers: it is approved at the office, then sealed.',
    office: 'The form with which somebody asks for a badge.',
  },
  CSIDriver: {
    plain: 'A CSIDriver describes a storage driver that runs in the cluster, and what it wants to be told.',
    port: 'The papers of a firm that builds cold rooms.',
    office: 'The file on a supplier of cabinets.',
  },
  CSINode: {
    plain: 'A CSINode lists the storage drivers that run on one node, and how many volumes each can attach there.',
    port: 'The list of cold-room firms with somebody aboard this ship.',
    office: 'Which suppliers may work in this room.',
  },
  CSIStorageCapacity: {
    plain: 'A CSIStorageCapacity says how much room a driver still has in one part of the cluster.',
    port: 'How much cold-room space is left at one quay.',
    office: 'How many cabinets a supplier has left on one floor.',
  },
  NodeMetrics: {
    plain: 'NodeMetrics say how much processor time and memory a node uses just now. `kubectl top nodes` prints them.',
    port: 'The meter readings of a whole ship.',
    office: 'How busy one floor is today.',
  },
  PodMetrics: {
    plain: 'PodMetrics say how much processor time and memory each container of a pod uses just now. `kubectl top pods` prints them.',
    port: 'The meter readings of one crate.',
    office: 'How busy one team is today.',
  },
  ComponentStatus: {
    plain:
      'A ComponentStatus is the API server’s answer to “is the rest of the control plane well?”. It is asked afresh each time, and deprecated.',
    port: 'A quick call round the port’s own offices.',
    office: 'Knocking on the managers’ doors to see who answers.',
  },
  Ingress: {
    plain: 'An Ingress says which Service gets the web requests for a host name and a path. A controller of your choice carries it out.',
    port: 'The signpost at the port’s gate: lorries for this company, that quay.',
    office: 'The receptionist’s list: callers who ask for this go there.',
  },
  IngressClass: {
    plain: 'An IngressClass says which controller carries out the Ingresses that name it.',
    port: 'Which gatekeeper a signpost is meant for.',
    office: 'Which reception desk a list belongs to.',
  },
  NetworkPolicy: {
    plain: 'A NetworkPolicy says which traffic the pods it selects accept or may send. It is the network that enforces it, if it can.',
    port: 'Which lorries may drive up to these crates.',
    office: 'Who may call this team, and whom the team may call.',
  },
  ServiceCIDR: {
    plain: 'A ServiceCIDR is a range of addresses that Services get theirs from.',
    port: 'The block of numbers on which signs are painted.',
    office: 'The block of phone numbers for departments.',
  },
  IPAddress: {
    plain: 'An IPAddress records that an address is taken, and by which Service.',
    port: 'One line in the register of sign numbers.',
    office: 'One line in the register of phone numbers.',
  },
  APIService: {
    plain: 'An APIService says who answers for one group and version of the API: the API server itself, or a Service behind it.',
    port: 'Which radio room takes the calls about one subject.',
    office: 'Which counter handles one kind of form.',
  },
  FlowSchema: {
    plain: 'A FlowSchema sorts requests: whose and which ones belong to which priority level.',
    port: 'The rule by which calls are put on one channel or another.',
    office: 'The sign that tells visitors which queue is theirs.',
  },
  PriorityLevelConfiguration: {
    plain: 'A PriorityLevelConfiguration is a share of the API server’s attention, with queues for when there is more to do.',
    port: 'How many operators listen to one channel, and how many calls may wait.',
    office: 'How many counters are open for one queue, and how long it may get.',
  },
  TokenReview: {
    plain: 'A TokenReview asks the API server whose token this is.',
    port: 'The gate asks the radio room whose pass this is.',
    office: 'Asking the front desk whose badge this is.',
  },
  SelfSubjectReview: {
    plain: 'A SelfSubjectReview tells you who the API server takes you for.',
    port: 'You ask the radio room by what name it knows you.',
    office: 'Asking the front desk what your badge says.',
  },
  SubjectAccessReview: {
    plain: 'A SubjectAccessReview asks whether somebody may do something.',
    port: 'You ask whether somebody is allowed on a quay.',
    office: 'Asking whether somebody may enter a room.',
  },
  LocalSubjectAccessReview: {
    plain: 'A LocalSubjectAccessReview asks whether somebody may do something in one namespace.',
    port: 'The same question for one basin.',
    office: 'The same question for one department.',
  },
  SelfSubjectAccessReview: {
    plain: 'A SelfSubjectAccessReview asks whether you may do something: `kubectl auth can-i`.',
    port: 'You ask whether you are allowed on a quay.',
    office: 'Asking whether your own badge opens a door.',
  },
  SelfSubjectRulesReview: {
    plain: 'A SelfSubjectRulesReview lists what you may do in a namespace.',
    port: 'You ask for the list of your own duties in a basin.',
    office: 'Asking for the list of doors your badge opens.',
  },
};

/** A map, because people name things `constructor`. */
const roles: ReadonlyMap<string, Role> = new Map(Object.entries({ ...kinds, ...controllers, ...processes }));

/** The role of a process (`kubelet/node-2`), a controller or a kind; undefined when there is no text for it. */
export function roleOf(name: string): Role | undefined {
  return roles.get(name);
}

/** Name under which the role of a component is told: `kubelet/node-2` → `kubelet`, `etcd-0` → `etcd`. */
export function roleName(component: string): string {
  const parts = component.split('/');
  const [head = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (roleOf(last) !== undefined) return last;
  if (/^etcd(-\d+)?$/.test(head)) return 'etcd';
  if (head === 'outside' || head === 'laptop') return 'kubectl';
  return head;
}

/** Every name with a text, for tests and for whoever lists them. */
export const roleNames: readonly string[] = [...Object.keys(processes), ...Object.keys(controllers), ...Object.keys(kinds)];
