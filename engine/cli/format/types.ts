import { declare, type GoType } from '../template/type.ts';

/** The structs of Docker's API (moby `api/types`, release 28) and of its command line, as templates see them: names, order, kinds, omitempty. */
const types = declare(`
  empty:
  container.InspectResponse: *container.ContainerJSONBase, Mounts []container.MountPoint, Config *container.Config, NetworkSettings *container.NetworkSettings, ImageManifestDescriptor? *v1.Descriptor
  container.ContainerJSONBase: ID/Id string, Created string, Path string, Args []string, State *container.State, Image string, ResolvConfPath string, HostnamePath string, HostsPath string, LogPath string, Name string, RestartCount int, Driver string, Platform string, MountLabel string, ProcessLabel string, AppArmorProfile string, ExecIDs []string, HostConfig *container.HostConfig, GraphDriver storage.DriverData, SizeRw? *int, SizeRootFs? *int
  container.State: Status string, Running bool, Paused bool, Restarting bool, OOMKilled bool, Dead bool, Pid int, ExitCode int, Error string, StartedAt string, FinishedAt string, Health? *container.Health
  container.Health: Status string, FailingStreak int, Log []*container.HealthcheckResult
  container.HealthcheckResult: Start time, End time, ExitCode int, Output string
  container.HostConfig: Binds []string, ContainerIDFile string, LogConfig container.LogConfig, NetworkMode string, PortBindings {}[]nat.PortBinding, RestartPolicy container.RestartPolicy, AutoRemove bool, VolumeDriver string, VolumesFrom []string, ConsoleSize []int, Annotations? {}string, CapAdd []string, CapDrop []string, CgroupnsMode string, DNS/Dns []string, DNSOptions/DnsOptions []string, DNSSearch/DnsSearch []string, ExtraHosts []string, GroupAdd []string, IpcMode string, Cgroup string, Links []string, OomScoreAdj int, PidMode string, Privileged bool, PublishAllPorts bool, ReadonlyRootfs bool, SecurityOpt []string, StorageOpt? {}string, Tmpfs? {}string, UTSMode string, UsernsMode string, ShmSize int, Sysctls? {}string, Runtime? string, Isolation string, container.Resources, Mounts? []mount.Mount, MaskedPaths []string, ReadonlyPaths []string, Init? *bool
  container.Resources: CPUShares/CpuShares int, Memory int, NanoCPUs/NanoCpus int, CgroupParent string, BlkioWeight int, BlkioWeightDevice []*blkiodev.WeightDevice, BlkioDeviceReadBps []*blkiodev.ThrottleDevice, BlkioDeviceWriteBps []*blkiodev.ThrottleDevice, BlkioDeviceReadIOps []*blkiodev.ThrottleDevice, BlkioDeviceWriteIOps []*blkiodev.ThrottleDevice, CPUPeriod/CpuPeriod int, CPUQuota/CpuQuota int, CPURealtimePeriod/CpuRealtimePeriod int, CPURealtimeRuntime/CpuRealtimeRuntime int, CpusetCpus string, CpusetMems string, Devices []container.DeviceMapping, DeviceCgroupRules []string, DeviceRequests []container.DeviceRequest, KernelMemory? int, KernelMemoryTCP? int, MemoryReservation int, MemorySwap int, MemorySwappiness *int, OomKillDisable *bool, PidsLimit *int, Ulimits []*units.Ulimit, CPUCount/CpuCount int, CPUPercent/CpuPercent int, IOMaximumIOps int, IOMaximumBandwidth int
  container.LogConfig: Type string, Config {}string
  container.RestartPolicy: Name string, MaximumRetryCount int
  container.DeviceMapping: PathOnHost string, PathInContainer string, CgroupPermissions string
  container.DeviceRequest: Driver string, Count int, DeviceIDs []string, Capabilities [][]string, Options {}string
  container.MountPoint: Type? string, Name? string, Source string, Destination string, Driver? string, Mode string, RW bool, Propagation string
  container.Config: Hostname string, Domainname string, User string, AttachStdin bool, AttachStdout bool, AttachStderr bool, ExposedPorts? {}empty, Tty bool, OpenStdin bool, StdinOnce bool, Env []string, Cmd []string, Healthcheck? *v1.HealthcheckConfig, ArgsEscaped? bool, Image string, Volumes {}empty, WorkingDir string, Entrypoint []string, NetworkDisabled? bool, MacAddress? string, OnBuild []string, Labels {}string, StopSignal? string, StopTimeout? *int, Shell? []string
  container.NetworkSettings: container.NetworkSettingsBase, container.DefaultNetworkSettings, Networks {}*network.EndpointSettings
  container.NetworkSettingsBase: Bridge string, SandboxID string, SandboxKey string, Ports {}[]nat.PortBinding, HairpinMode bool, LinkLocalIPv6Address string, LinkLocalIPv6PrefixLen int, SecondaryIPAddresses []network.Address, SecondaryIPv6Addresses []network.Address
  container.DefaultNetworkSettings: EndpointID string, Gateway string, GlobalIPv6Address string, GlobalIPv6PrefixLen int, IPAddress string, IPPrefixLen int, IPv6Gateway string, MacAddress string
  blkiodev.WeightDevice: Path string, Weight int
  blkiodev.ThrottleDevice: Path string, Rate int
  units.Ulimit: Name string, Hard int, Soft int
  nat.PortBinding: HostIP/HostIp string, HostPort string
  mount.Mount: Type? string, Source? string, Target? string, ReadOnly? bool, Consistency? string, BindOptions? *mount.BindOptions, VolumeOptions? *mount.VolumeOptions, ImageOptions? *mount.ImageOptions, TmpfsOptions? *mount.TmpfsOptions
  mount.BindOptions: Propagation? string, NonRecursive? bool, CreateMountpoint? bool, ReadOnlyNonRecursive? bool, ReadOnlyForceRecursive? bool
  mount.VolumeOptions: NoCopy? bool, Labels? {}string, Subpath? string, DriverConfig? *mount.Driver
  mount.ImageOptions: Subpath? string
  mount.TmpfsOptions: SizeBytes? int, Mode? int, Options? [][]string
  mount.Driver: Name? string, Options? {}string
  network.Address: Addr string, PrefixLen int
  network.EndpointSettings: IPAMConfig *network.EndpointIPAMConfig, Links []string, Aliases []string, MacAddress string, DriverOpts {}string, GwPriority int, NetworkID string, EndpointID string, Gateway string, IPAddress string, IPPrefixLen int, IPv6Gateway string, GlobalIPv6Address string, GlobalIPv6PrefixLen int, DNSNames []string
  network.EndpointIPAMConfig: IPv4Address? string, IPv6Address? string, LinkLocalIPs? []string
  network.Inspect: Name string, ID/Id string, Created time, Scope string, Driver string, EnableIPv4 bool, EnableIPv6 bool, IPAM network.IPAM, Internal bool, Attachable bool, Ingress bool, ConfigFrom network.ConfigReference, ConfigOnly bool, Containers {}network.EndpointResource, Options {}string, Labels {}string, Peers? []network.PeerInfo, Services? {}any
  network.IPAM: Driver string, Options {}string, Config []network.IPAMConfig
  network.IPAMConfig: Subnet? string, IPRange? string, Gateway? string, AuxAddress/AuxiliaryAddresses? {}string
  network.ConfigReference: Network string
  network.EndpointResource: Name string, EndpointID string, MacAddress string, IPv4Address string, IPv6Address string
  network.PeerInfo: Name string, IP string
  volume.Volume: ClusterVolume? *any, CreatedAt? string, Driver string, Labels {}string, Mountpoint string, Name string, Options {}string, Scope string, Status? {}any, UsageData? *volume.UsageData
  volume.UsageData: RefCount int, Size int
  image.InspectResponse: ID/Id string, RepoTags []string, RepoDigests []string, Parent string, Comment string, Created? string, Container? string, ContainerConfig? *any, DockerVersion string, Author string, Config *v1.DockerOCIImageConfig, Architecture string, Variant? string, Os string, OsVersion? string, Size int, VirtualSize? int, GraphDriver storage.DriverData, RootFS image.RootFS, Metadata image.Metadata, Descriptor? *v1.Descriptor, Manifests? []any
  v1.DockerOCIImageConfig: v1.ImageConfig, v1.DockerOCIImageConfigExt
  v1.ImageConfig: User? string, ExposedPorts? {}empty, Env? []string, Entrypoint? []string, Cmd? []string, Volumes? {}empty, WorkingDir? string, Labels? {}string, StopSignal? string, ArgsEscaped? bool
  v1.DockerOCIImageConfigExt: Healthcheck? *v1.HealthcheckConfig, OnBuild? []string, Shell? []string
  v1.HealthcheckConfig: Test? []string, Interval? duration, Timeout? duration, StartPeriod? duration, StartInterval? duration, Retries? int
  v1.Descriptor: MediaType/mediaType string, Digest/digest string, Size/size int, URLs/urls? []string, Annotations/annotations? {}string, Data/data? string, Platform/platform? *v1.Platform, ArtifactType/artifactType? string
  v1.Platform: Architecture/architecture string, OS/os string, OSVersion? string, Variant/variant? string
  storage.DriverData: Data {}string, Name string
  image.RootFS: Type? string, Layers? []string
  image.Metadata: LastTagTime? time
  system.dockerInfo: *system.Info, ServerErrors? []string, UserName? string, ClientInfo *system.clientInfo, ClientErrors? []string
  system.Info: ID string, Containers int, ContainersRunning int, ContainersPaused int, ContainersStopped int, Images int, Driver string, DriverStatus [][]string, SystemStatus? [][]string, Plugins system.PluginsInfo, MemoryLimit bool, SwapLimit bool, KernelMemory? bool, KernelMemoryTCP? bool, CPUCfsPeriod/CpuCfsPeriod bool, CPUCfsQuota/CpuCfsQuota bool, CPUShares bool, CPUSet bool, PidsLimit bool, IPv4Forwarding bool, Debug bool, NFd int, OomKillDisable bool, NGoroutines int, SystemTime string, LoggingDriver string, CgroupDriver string, CgroupVersion? string, NEventsListener int, KernelVersion string, OperatingSystem string, OSVersion string, OSType string, Architecture string, IndexServerAddress string, RegistryConfig *registry.ServiceConfig, NCPU int, MemTotal int, GenericResources []any, DockerRootDir string, HTTPProxy/HttpProxy string, HTTPSProxy/HttpsProxy string, NoProxy string, Name string, Labels []string, ExperimentalBuild bool, ServerVersion string, Runtimes {}system.RuntimeWithStatus, DefaultRuntime string, Swarm swarm.Info, LiveRestoreEnabled bool, Isolation string, InitBinary string, ContainerdCommit system.Commit, RuncCommit system.Commit, InitCommit system.Commit, SecurityOptions []string, ProductLicense? string, DefaultAddressPools? []any, FirewallBackend? *any, CDISpecDirs []string, DiscoveredDevices? []any, Containerd? *any, Warnings []string
  system.PluginsInfo: Volume []string, Network []string, Authorization []string, Log []string
  system.Runtime: Path/path? string, Args/runtimeArgs? []string, Type/runtimeType? string, Options/options? {}any
  system.RuntimeWithStatus: system.Runtime, Status/status? {}string
  system.Commit: ID string, Expected? string
  registry.ServiceConfig: IndexConfigs {}any, InsecureRegistryCIDRs []string, Mirrors []string
  swarm.Info: NodeID string, NodeAddr string, LocalNodeState string, ControlAvailable bool, Error string, RemoteManagers []any, Nodes? int, Managers? int, Cluster? *any, Warnings? []string
  system.clientInfo: Debug bool, system.clientVersion, Plugins []any, Warnings []string
  system.clientVersion: Platform? *system.platformInfo, Version? string, APIVersion/ApiVersion? string, DefaultAPIVersion? string, GitCommit? string, GoVersion? string, Os? string, Arch? string, BuildTime? string, Context string
  system.versionInfo: Client system.clientVersion, Server *types.Version
  system.platformInfo: Name? string
  types.Version: Platform types.platform, Components? []types.ComponentVersion, Version string, APIVersion/ApiVersion string, MinAPIVersion? string, GitCommit string, GoVersion string, Os string, Arch string, KernelVersion? string, Experimental? bool, BuildTime? string
  types.platform: Name string
  types.ComponentVersion: Name string, Version string, Details? {}string
  events.Message: Status/status? string, ID/id? string, From/from? string, Type string, Action string, Actor events.Actor, Scope/scope? string, Time/time? int, TimeNano/timeNano? int
  events.Actor: ID string, Attributes {}string
  context.contextWithTLSListing: store.Metadata, TLSMaterial {}any, Storage store.StorageInfo
  store.Metadata: Name? string, Metadata any, Endpoints {}any
  store.StorageInfo: MetadataPath string, TLSPath string
`);

/** Throws for a name that is not declared above. */
export function goType(name: string): GoType {
  const type = types[name];
  if (type === undefined) throw new Error(`no type ${name}`);
  return type;
}
